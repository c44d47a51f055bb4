using System.CommandLine;
using Linkage.Governance.Releases;
using Linkage.Jobs.Collecting;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Commands;

/// <summary>Takes a release back.</summary>
internal sealed class ReleasesWithdrawVerb : ReleaseVerb
{
    private readonly Option<string?> _reason = ReasonOption.Create("--reason", "Why, in words without any name of a resident", required: true);

    /// <summary>Declares the verb.</summary>
    public ReleasesWithdrawVerb()
        : base(
            "withdraw",
            "takes it back",
            "Takes a release back, for good: it is recorded at once, even while a run is at work; then the bundle is wiped, copies are taken back where they still lie with word for whoever comes for them, and the signed list of withdrawn releases is made anew. Anyone in the directory may; it needs no key. Given again, it completes what was interrupted.",
            new Example("linkage releases withdraw release-3f2a91c4 --person p-sandhu --reason 'Wrong ward lookup' --data /srv/linkage", "Taking back never waits")) => Add(_reason);

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var workspace = Workspace(parse);
        var (act, isNew) = Change(parse, context.Clock).Withdraw(Release(parse), Person(parse), parse.GetRequiredValue(_reason)!);
        var releases = new StoredReleases(StoreDatabase.Of(workspace), workspace);
        var (wiped, pending) = await CompleteAsync(workspace, releases, context, cancellationToken).ConfigureAwait(false);
        var release = releases.Read().Single(one => one.Id == act.Release);
        string[] elsewhere = [.. release.Places.Except(wiped, StringComparer.Ordinal)];
        var document = new WithdrawDocument(act.Release, act.Person, act.At, act.Reason!, !isNew, wiped, elsewhere, ReleaseHistory.Owing(release.Acts), pending);
        return new VerbResult(ExitCode.Done, document, screen => ReleasesReport.Print(screen, document));
    }

    // It is recorded; whatever keeps the rest from being done is told, and the next run or the same command does it.
    private static async Task<(IReadOnlyList<string> Wiped, string? Pending)> CompleteAsync(string workspace, StoredReleases releases, VerbContext context, CancellationToken cancellationToken)
    {
        try
        {
            using var held = await WorkspaceHold.TakeAsync(StoreDatabase.Of(workspace), workspace, "linkage releases withdraw", context.Clock, cancellationToken).ConfigureAwait(false);
            var shared = WorkspaceZones.Join(workspace, cancellationToken);
            var office = RevokedList.Complete(workspace, releases.Read(), context.Clock.GetUtcNow(), shared, cancellationToken);
            return (office.Wiped, office.Failures.Count == 0 ? null : string.Join(' ', office.Failures));
        }
        catch (ProblemException busy)
        {
            return ([], busy.Problem.Message);
        }
    }
}
