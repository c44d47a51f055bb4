using System.Text.Json.Nodes;
using Linkage.Governance.Catalogue;
using Linkage.Governance.Decisions;
using Linkage.Governance.Documents;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Grants;

/// <summary>
/// What one ALLOW decision permits, bound to a run. It is the only way to a mounted dataset or a join key, and
/// <see cref="From"/> is the only way to one. Everything in it was asked for and is permitted; nothing else is.
/// </summary>
public sealed class Grant
{
    private Grant(GateRequest request, Rule rule, string runId, DateTimeOffset effectiveEnd)
    {
        RunId = runId;
        ProjectId = request.ProjectId;
        RuleId = rule.Id;
        RuleVersion = rule.Version;
        RuleHash = rule.ContentHash;
        Purpose = request.Purpose;
        Datasets = GrantContent.Datasets(request);
        Joins = GrantContent.Joins(request);
        Selections = [.. request.Selections.Distinct()];
        SuppressionLists = [.. request.SuppressionLists.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Trial = GrantContent.Trial(request);
        Outputs = GrantContent.Outputs(request);
        Disclosure = rule.Disclosure;
        Reidentification = new GrantedReidentification(
            Outputs.Any(output => output.Kind == OutputKind.Outreach),
            [.. rule.Reidentify.ContactColumns.Order(StringComparer.Ordinal)],
            [.. rule.Reidentify.Channels.Order(StringComparer.Ordinal)],
            rule.Reidentify.MinimumAge);
        RecipientTeam = request.RecipientTeam;
        RecipientEnvironment = request.RecipientEnvironment;
        Channel = request.Channel;
        RetentionDays = rule.RetentionDays;
        EffectiveEnd = effectiveEnd;
        Models = GrantContent.Models(request);
        var content = (JsonObject)CanonicalForm.Of(new
        {
            ProjectId,
            RuleId,
            RuleVersion,
            RuleHash,
            Purpose,
            Datasets,
            Models,
            Joins = Joins.Select(join => new { join.Left, join.Right, join.Type, join.Keys, MinimumProbability = (decimal)join.MinimumProbability }),
            Selections,
            SuppressionLists,
            Outputs,
            Disclosure,
            Reidentification,
            RecipientTeam,
            RecipientEnvironment,
            Channel,
            RetentionDays,
        })!;
        if (Trial is not null)
        {
            // Only where there is one: a permission without a trial keeps its keys.
            content["trial"] = CanonicalForm.Of(Trial);
        }

        ContentHash = CanonicalHash.Of(content);
        Id = "grant-" + CanonicalHash.Of(new JsonObject { ["run"] = runId, ["content"] = ContentHash })[..32];
    }

    /// <summary>Name of the grant: <c>grant-</c> and 32 hexadecimal digits, from its content and run.</summary>
    public string Id { get; }

    /// <summary>
    /// SHA-256 of what is permitted, without run and end. The same permission has the same hash in every run, so keys and published
    /// sets that follow from it are the same too.
    /// </summary>
    public string ContentHash { get; }

    /// <summary>The run.</summary>
    public string RunId { get; }

    /// <summary>The project.</summary>
    public string ProjectId { get; }

    /// <summary>The rule.</summary>
    public string RuleId { get; }

    /// <summary>Its version.</summary>
    public int RuleVersion { get; }

    /// <summary>Its content hash.</summary>
    public string RuleHash { get; }

    /// <summary>Purpose code.</summary>
    public string Purpose { get; }

    /// <summary>Dataset id to column to uses.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<ColumnUse>>> Datasets { get; }

    /// <summary>
    /// The pairs whose records may be compared, by name (<see cref="ModelPin.PairOf"/>), each with the digest of the one model that may weigh it, or
    /// <see cref="ModelPin.Trained"/> for one trained on the run's own pairs.
    /// </summary>
    public IReadOnlyDictionary<string, string> Models { get; }

    /// <summary>The joins.</summary>
    public IReadOnlyList<GrantedJoin> Joins { get; }

    /// <summary>The queries.</summary>
    public IReadOnlyList<RequestedSelection> Selections { get; }

    /// <summary>Lists whose people are left out.</summary>
    public IReadOnlyList<string> SuppressionLists { get; }

    /// <summary>The trial, or null.</summary>
    public GrantedTrial? Trial { get; }

    /// <summary>The outputs.</summary>
    public IReadOnlyList<GrantedOutput> Outputs { get; }

    /// <summary>Disclosure control, or null when the rule has none and the outputs need none.</summary>
    public DisclosureTerms? Disclosure { get; }

    /// <summary>Re-identification.</summary>
    public GrantedReidentification Reidentification { get; }

    /// <summary>Recipient team.</summary>
    public string RecipientTeam { get; }

    /// <summary>Environment the recipient reads in.</summary>
    public string RecipientEnvironment { get; }

    /// <summary>Channel of an outreach, or null.</summary>
    public string? Channel { get; }

    /// <summary>How long the release may be kept, in days.</summary>
    public int RetentionDays { get; }

    /// <summary>When the permission ends, this instant excluded.</summary>
    public DateTimeOffset EffectiveEnd { get; }

    /// <summary>Makes a grant. The decision is made again, so a decision that was altered or is of other inputs gives nothing.</summary>
    /// <param name="decision">An ALLOW decision.</param>
    /// <param name="request">The request it answers.</param>
    /// <param name="registry">The registry it was made from.</param>
    /// <param name="runId">The run.</param>
    /// <exception cref="InvalidOperationException">The decision is not an ALLOW of this request from this registry: a broken invariant.</exception>
    public static Grant From(Decision decision, GateRequest request, Registry registry, string runId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(runId);
        var again = GateDecision.Decide(registry, request, decision.Instant);
        if (!decision.IsAllowed || !again.IsAllowed)
        {
            throw new InvalidOperationException("A denied decision gives no grant.");
        }

        if (decision.RequestHash != again.RequestHash || decision.RegistryHash != again.RegistryHash || decision.RuleHash != again.RuleHash)
        {
            throw new InvalidOperationException("The decision answers another request, or was made from another registry.");
        }

        var rule = registry.Rules.Single(candidate => candidate.Id == again.RuleId && candidate.Version == again.RuleVersion);
        return new Grant(request, rule, runId, again.EffectiveEnd!.Value);
    }

    /// <summary>Whether a column may be used in a way. Names that are not in the grant are not permitted.</summary>
    public bool Permits(string dataset, string column, ColumnUse use) =>
        Datasets.TryGetValue(dataset, out var columns) && columns.TryGetValue(column, out var uses) && uses.Contains(use);

    /// <summary>Whether records of two datasets may be compared: linked, probed, or looked up in a suppression list. The order means nothing; a linked dataset and itself may be.</summary>
    public bool PermitsPair(string left, string right) => Models.ContainsKey(ModelPin.PairOf(left, right));

    /// <summary>Whether the permission stands at an instant.</summary>
    public bool IsInEffect(DateTimeOffset instant) => instant < EffectiveEnd;
}
