using System.CommandLine;
using Linkage.Jobs.Reporting;

namespace Linkage.Jobs.Commands;

/// <summary>Ends the keys in use, once two people have approved that, and begins new ones.</summary>
internal sealed class KeysRotateVerb : Verb
{
    private readonly Option<string> _data = PlaceOptions.Data();
    private readonly PlaceOptions _place = new();
    private readonly Option<bool> _carryOnly = new("--carry-only") { Description = "Only carry landed files over and end nothing; needs no approval. For the other workspaces of a vault that several share" };

    private readonly Option<bool> _endTrials = new("--end-trials") { Description = "End the trials under way: their registers name people by the keys that end" };

    /// <summary>Declares the verb.</summary>
    public KeysRotateVerb()
        : base(
            "rotate",
            "Ends the key epoch in use and begins the next, once two people have approved that with 'linkage keys approve-rotation': carries landed files over, destroys the old epoch's secret, wipes what is left of it. Without the approvals it changes nothing and names the epoch to approve. Interrupted before the old secret is destroyed, nothing has changed; after it, the same command completes it.",
            new Example("linkage keys rotate --data /srv/linkage", "The keys of that workspace"))
    {
        Add(_data);
        Add(_carryOnly);
        Add(_endTrials);
        _place.AddTo(this, withSources: false, withRegistry: false);
    }

    /// <inheritdoc/>
    public override string? WorkspaceOf(ParseResult parse) => parse.GetValue(_data);

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        TestClock.Require(_place.At(parse), "A rotation is dated");
        var place = _place.Read(parse, parse.GetRequiredValue(_data), context.Clock);
        var vault = WorkspaceVault.Open(place.Environment.Keys);
        using var opened = vault as IDisposable;
        place = place with { Environment = place.Environment with { Vault = vault, SharedZones = WorkspaceZones.Open(place.Environment.Zones) } };
        using var session = await WorkspaceSession.OpenAsync(place.Environment.Workspace, "linkage keys rotate", context, cancellationToken).ConfigureAwait(false);
        var document = session.Rotate(place.Environment, parse.GetValue(_carryOnly), parse.GetValue(_endTrials), context.Progress, cancellationToken);
        return new VerbResult(ExitCode.Done, document, screen => RotationReport.Print(screen, document));
    }
}
