namespace Linkage.Jobs.Hangfire;

/// <summary>Something the host does again and again. What it does knows no scheduler.</summary>
/// <param name="Name">Its name, in small letters; it stands in Hangfire's tables.</param>
/// <param name="Every">How often, from two seconds to a day.</param>
/// <param name="Queue">The queue it waits in.</param>
/// <param name="After">Names another that is done right after each time this one was; null for none. That one has no time of its own then.</param>
/// <param name="ExecuteAsync">Does it. Called again whatever became of it.</param>
public sealed record RecurringWork(string Name, TimeSpan Every, string Queue, string? After, Func<CancellationToken, Task> ExecuteAsync);
