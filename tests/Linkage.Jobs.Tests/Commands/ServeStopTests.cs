using Linkage.Jobs.Commands;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Commands;

/// <summary>A host that is told to stop before it listens ends as one that is told later: it is no failure.</summary>
public sealed class ServeStopTests
{
    private static readonly CancellationToken Told = new(canceled: true);

    [Fact]
    public async Task Serve_ToldToStopBeforeItStarts_EndsAsAnyHostThatIsTold()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(ExitCode.Done, await ServeAsync(folder.Path));
    }

    [Fact]
    public async Task Serve_ToldToStopWhileItWaitsForTheWorkspace_EndsAsAnyHostThatIsTold()
    {
        using var folder = new TemporaryFolder();
        using var other = await WorkspaceLock.TakeAsync(folder.Path, "linkage run", TimeProvider.System, CancellationToken.None);

        Assert.Equal(ExitCode.Done, await ServeAsync(folder.Path));
    }

    private static async Task<ExitCode> ServeAsync(string workspace)
    {
        var parse = LinkageCommand.Create(80).Parse(["serve", "--data", workspace, "--sources", workspace, "--schemas", RepositoryPaths.Of("schemas"), "--urls", "http://127.0.0.1:0"]);
        Assert.Empty(parse.Errors);
        using var progress = ProgressView.On(Screen.OnStandardError(), TimeProvider.System);
        var result = await Assert.IsType<Verb>(parse.CommandResult.Command, exactMatch: false).ExecuteAsync(parse, new VerbContext(TimeProvider.System, progress), Told);
        return result.ExitCode;
    }
}
