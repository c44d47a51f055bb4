using System.CommandLine;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Retaining;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Keys.Cloud;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Commands;

/// <summary>What lies in a workspace and until when; and wiping what is due.</summary>
internal sealed class RetentionVerb : Verb
{
    private readonly Option<string> _data = PlaceOptions.Data();
    private readonly PlaceOptions _place = new();
    private readonly bool _sweeps;

    private readonly Option<int> _quarantine = new("--quarantine-days")
    {
        HelpName = "DAYS",
        Description = "How long a set may lie in quarantine",
        DefaultValueFactory = _ => 90,
    };

    private RetentionVerb(string name, string description, bool sweeps, params IReadOnlyList<Example> examples)
        : base(name, description, examples)
    {
        _sweeps = sweeps;
        Add(_data);
        Add(_quarantine);
        _place.AddTo(this, withRegistry: false);
        _quarantine.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var days) && days is < 1 or > 3650)
            {
                result.AddError($"{_quarantine.Name} takes a whole number from 1 to 3650, not {days}.");
            }
        });
    }

    /// <inheritdoc/>
    public override string? WorkspaceOf(ParseResult parse) => parse.GetValue(_data);

    /// <summary>The verb that reports.</summary>
    public static RetentionVerb Report() => new(
        "report",
        "Says what lies in the zones of a workspace, until when its contract or release lets it, and what is due. Changes nothing.",
        sweeps: false,
        new Example("linkage retention report --data /srv/linkage", "What lies where"),
        new Example("linkage retention report --json | jq '.items[] | select(.isDue) | .place'", "What is due, for a program"));

    /// <summary>The verb that wipes.</summary>
    public static RetentionVerb Sweep() => new(
        "sweep",
        "Wipes every landed, identity and research set whose contract, every release whose expiry and everything in quarantine whose time has come, and records each in the ledger before it goes; then destroys the keys of the datasets and months that nothing hangs on any more, so that no backup of them can be opened. Interrupted, the same command goes on.",
        sweeps: true,
        new Example("linkage retention sweep --data /srv/linkage --sources /data/extracts", "Monthly, or every night"));

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        TestClock.Require(_sweeps ? _place.At(parse) : null, "A sweep is dated");
        var place = _place.Read(parse, parse.GetRequiredValue(_data), context.Clock);
        var workspace = place.Environment.Workspace;
        if (!Directory.Exists(place.Environment.Zones))
        {
            throw ProblemException.BadConfiguration("NO_WORKSPACE", "There is no workspace here.", workspace, "Name one with --data DIR.");
        }

        var vault = WorkspaceVault.Open(place.Environment.Keys);
        using var opened = vault as IDisposable;
        place = place with { Environment = place.Environment with { SharedZones = WorkspaceZones.Open(place.Environment.Zones), Vault = vault, VaultName = vault is AzureKeyVault ? WorkspaceName.Read(workspace) ?? string.Empty : string.Empty } };
        var quarantine = TimeSpan.FromDays(parse.GetValue(_quarantine));
        RetentionDocument document;
        if (_sweeps)
        {
            using var session = await WorkspaceSession.OpenAsync(workspace, "linkage retention sweep", context, cancellationToken).ConfigureAwait(false);
            document = session.Sweep(place.Environment, quarantine, context.Progress, cancellationToken);
        }
        else
        {
            document = new RetentionOffice(place.Environment, StoreDatabase.Of(workspace), new ZoneStore(place.Environment.Zones).On(place.Environment.SharedZones, cancellationToken), quarantine).Report();
        }

        return new VerbResult(ExitCode.Done, document, screen => RetentionReport.Print(screen, document));
    }
}
