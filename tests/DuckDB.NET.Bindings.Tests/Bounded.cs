namespace DuckDB.NET.Bindings.Tests;

/// <summary>Runs something that must not hang: after the time limit the test fails and the thread is left behind.</summary>
internal static class Bounded
{
    public static async Task Run(Action action, int seconds = 60)
    {
        var run = Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await run.WaitAsync(TimeSpan.FromSeconds(seconds));
        }
        catch (TimeoutException) when (!run.IsCompleted)
        {
            Assert.Fail($"Still running after {seconds} seconds.");
        }
    }
}
