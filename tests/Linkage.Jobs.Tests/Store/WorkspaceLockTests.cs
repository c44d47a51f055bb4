using Linkage.Jobs.Commands;
using Linkage.Jobs.Store;
using Linkage.Jobs.Tests.Formats;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Store;

public sealed class WorkspaceLockTests
{
    [Fact]
    public async Task Take_WhileHeld_IsRefusedAndNamesTheHolder()
    {
        using var folder = new TemporaryFolder();
        using var held = await WorkspaceLock.TakeAsync(folder.Path, "linkage run first", TimeProvider.System, CancellationToken.None);

        var refused = await Assert.ThrowsAsync<ProblemException>(() => WorkspaceLock.TakeAsync(folder.Path, "second", TimeProvider.System, CancellationToken.None));

        Assert.Equal(ExitCode.Refused, refused.Problem.ExitCode);
        Assert.Contains("'linkage run first'", refused.Problem.Message, StringComparison.Ordinal);
        Assert.Contains("'linkage run first'", WorkspaceLock.Holder(folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Take_AfterRelease_Succeeds()
    {
        using var folder = new TemporaryFolder();
        (await WorkspaceLock.TakeAsync(folder.Path, "first", TimeProvider.System, CancellationToken.None)).Dispose();
        Assert.Null(WorkspaceLock.Holder(folder.Path));

        using var again = await WorkspaceLock.TakeAsync(folder.Path, "second", TimeProvider.System, CancellationToken.None);

        Assert.NotNull(WorkspaceLock.Holder(folder.Path));
    }

    [Fact]
    public async Task Process_WhileAnotherHoldsTheWorkspace_EndsWithTwoAndSaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        using var held = await WorkspaceLock.TakeAsync(folder.Path, "linkage run first", TimeProvider.System, CancellationToken.None);

        var ended = await LinkageProcess.RunAsync("keys", "init", "--data", folder.Path, "--json");

        Assert.Equal(2, ended.ExitCode);
        JsonShape.Fits("error-output", ended.Json());
        Assert.Equal("WORKSPACE_BUSY", ended.Json().GetProperty("error").GetProperty("code").GetString());
        Assert.Contains("linkage status", ended.Error, StringComparison.Ordinal);
    }
}
