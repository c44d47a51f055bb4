using Linkage.Governance.Catalogue;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Decisions.Checks;

/// <summary>One request against one rule version: what the checks read, and where they put what they find.</summary>
internal sealed class CheckContext(Registry registry, GateRequest request, RequestFacts facts, Rule rule, DateTimeOffset instant)
{
    private readonly List<(CheckName Check, Reason Reason)> _found = [];

    public Registry Registry { get; } = registry;

    public GateRequest Request { get; } = request;

    public RequestFacts Facts { get; } = facts;

    /// <summary>The datasets whose data the request uses: those it names, and the parents of derived ones.</summary>
    public IReadOnlyList<RequestedDataset> Datasets => Facts.Lineage.Datasets;

    public Rule Rule { get; } = rule;

    public DateTimeOffset Instant { get; } = instant;

    /// <summary>Dates of rules and laws are days in UTC.</summary>
    public DateOnly Day { get; } = DateOnly.FromDateTime(instant.UtcDateTime);

    /// <summary>Last days of everything that the permission rests on.</summary>
    public List<DateOnly> LastDays { get; } = [];

    /// <summary>Catalogue ids of the powers and bases that carry the request.</summary>
    public List<string> RestsOn { get; } = [];

    /// <summary>The approvals that count.</summary>
    public IReadOnlyList<Approval> Approvals { get; set; } = [];

    public List<string> Warnings { get; } = [];

    public IReadOnlyList<(CheckName Check, Reason Reason)> Found => _found;

    /// <summary>The nation asked for, or null when the word is unknown.</summary>
    public Nation? Nation { get; } = Words.TryParse<Nation>(request.Nation, out var nation) ? nation : null;

    public void Deny(CheckName check, ReasonCode code, string explanation, string clause) =>
        _found.Add((check, new Reason(code, explanation, clause)));

    public RuleDataset? Covered(string datasetId) =>
        Rule.Datasets.FirstOrDefault(dataset => string.Equals(dataset.Id, datasetId, StringComparison.Ordinal));

    public Party? PartyOf(string id) =>
        Rule.Controllers.Concat(Rule.Processors).FirstOrDefault(party => string.Equals(party.Id, id, StringComparison.Ordinal));

    /// <summary>The outputs whose kind is a known word.</summary>
    public IEnumerable<(RequestedOutput Output, OutputKind Kind)> Outputs =>
        Request.Outputs.SelectMany(output => Words.TryParse<OutputKind>(output.Kind, out var kind) ? [(output, kind.Value)] : Array.Empty<(RequestedOutput, OutputKind)>());

    /// <summary>The origin of a column: its own, or else that of its dataset.</summary>
    public static string OriginOf(RequestedDataset dataset, RequestedColumn column) => column.Origin ?? dataset.Origin;
}
