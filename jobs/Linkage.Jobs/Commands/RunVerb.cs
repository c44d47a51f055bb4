using System.CommandLine;
using Linkage.Jobs.Delivering;
using Linkage.Jobs.Reporting;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Commands;

/// <summary>Takes one project through the five stages.</summary>
internal sealed class RunVerb : Verb
{
    private readonly Argument<string> _project = new("PROJECT") { Description = "Id of a project in schemas/cohorts, or a path to a project file" };
    private readonly Option<string> _data = PlaceOptions.Data();
    private readonly PlaceOptions _place = new();
    private readonly AcceptOptions _accepted = new();

    /// <summary>Declares the verb.</summary>
    public RunVerb()
        : base(
            "run",
            "Takes a project from source extracts to a signed release: Extract, Pseudonymise, Link, Gate, Release. What is already published for the same inputs is used again.",
            new("linkage run homes-and-money --data /srv/linkage --sources /data/extracts", "Extracts from one folder, everything else in the workspace"),
            new("linkage run homes-and-money --data /srv/linkage --config /etc/linkage.yaml", "Extracts pulled from where the configuration says"),
            new("linkage run homes-and-money --accept council-tax --person p-okafor --reason 'two wards went to another council'", "Once a delivery that stopped a run was found to be right"),
            new("linkage run homes-and-money --json | jq .outcome", "For a scheduler: one object, and the exit code"),
            new("linkage run homes-and-money --at 2026-11-20T09:00:00Z", "In a test, with LINKAGE_TEST_CLOCK=1: decided as at that instant"))
    {
        Add(_project);
        Add(_data);
        _accepted.AddTo(this, withPerson: true);
        _place.AddTo(this, withRegistry: false, withConfig: true);
    }

    /// <inheritdoc/>
    public override string? WorkspaceOf(ParseResult parse) => parse.GetValue(_data);

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        TestClock.Require(_place.At(parse), "A run is decided");
        var place = _place.Read(parse, parse.GetRequiredValue(_data), context.Clock);
        var file = place.ProjectFile(parse.GetRequiredValue(_project));
        place.RequireSources(file);
        var vault = WorkspaceVault.Open(place.Environment.Keys);
        using var opened = vault as IDisposable;
        place = place with { Environment = place.Environment with { Vault = vault, SharedZones = WorkspaceZones.Open(place.Environment.Zones) } };
        using var session = await WorkspaceSession.OpenAsync(place.Environment.Workspace, $"linkage run {parse.GetRequiredValue(_project)}", context, cancellationToken).ConfigureAwait(false);
        if (_accepted.Datasets(parse).Count > 0)
        {
            _accepted.Record(parse, new StoredDeliveries(session.Store, place.Environment.Workspace, context.Clock), run: null, _accepted.PersonOf(parse, session.Store));
        }

        var outcome = await session.RunAsync(place, file, slot: null, context.Progress, cancellationToken).ConfigureAwait(false);
        return new VerbResult(
            outcome.Outcome == RunOutcomeKind.Released ? ExitCode.Done : ExitCode.Refused,
            RunDocument.Of(outcome),
            screen =>
            {
                RunReport.Print(screen, outcome);
                if (outcome.Releases is [var release, ..])
                {
                    screen.Section("Next");
                    screen.Command(["verify", RunReport.Shown(release.Path)], "the recipient's check, with the public key alone");
                }
            })
        {
            Problems = [.. outcome.Refusals.Select(Told)],
        };
    }

    // The message says what to do; where it is about a file, the file and its copy in quarantine are named.
    private static Problem Told(Refusal refusal) => new(refusal.Code, refusal.Message, ExitCode.Refused)
    {
        Where = refusal.Quarantine is null ? refusal.Where ?? $"stage {refusal.Stage}" : $"{refusal.Where}, kept in quarantine in {refusal.Quarantine}",
        Remedy = $"As the message says; {refusal.Code} in runbook.md tells more.",
    };
}
