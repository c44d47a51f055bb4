using System.CommandLine;
using Linkage.Jobs.Collecting;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Commands;

/// <summary>Every release of a workspace and where it stands.</summary>
internal sealed class ReleasesListVerb : Verb
{
    private readonly Option<string> _data = PlaceOptions.Data();
    private readonly Option<string?> _project = new("--project") { HelpName = "ID", Description = "Only the releases of a project" };
    private readonly Option<DateTimeOffset?> _at = InstantOption.Create();

    /// <summary>Declares the verb.</summary>
    public ReleasesListVerb()
        : base(
            "list",
            "Lists every release of a workspace: whether it is ready, collected, expired, withdrawn or destroyed, who collected it and who owes word that it was destroyed.",
            new("linkage releases list --data /srv/linkage", "All of them"),
            new("linkage releases list --project homes-and-money --json | jq '.releases[] | select(.owing != [])'", "Who still has a copy, for a program"))
    {
        Add(_data);
        Add(_project);
        Add(_at);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var workspace = Path.GetFullPath(parse.GetRequiredValue(_data));
        if (!Directory.Exists(workspace))
        {
            throw ProblemException.BadConfiguration("NO_WORKSPACE", "There is no workspace here.", workspace, "Name one with --data DIR.");
        }

        var now = parse.GetValue(_at) ?? context.Clock.GetUtcNow();
        var project = parse.GetValue(_project);
        var releases = new StoredReleases(StoreDatabase.Of(workspace), workspace).ReadWithSignatures().Where(release => project is null || release.Project == project);
        var document = new ReleasesDocument([.. releases.Select(release => ReleasesDocument.Of(release, now))]);
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => ReleasesReport.Print(screen, document)));
    }
}
