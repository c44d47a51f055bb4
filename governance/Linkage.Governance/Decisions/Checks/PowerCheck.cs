using Linkage.Governance.Catalogue;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Decisions.Checks;

/// <summary>
/// Whether one power of the catalogue carries the whole request: nation, day, parties, purpose, subjects, outputs, consent.
/// Powers are alternatives; the parts of two are never put together.
/// </summary>
internal static class PowerCheck
{
    /// <summary>What stands against a power, each with the check it belongs to; empty when it carries the request.</summary>
    public static IReadOnlyList<(CheckName Check, Reason Reason)> Against(CheckContext context, string id)
    {
        var found = new List<(CheckName, Reason)>();
        var clause = $"law.powers: {id}";
        if (!context.Registry.Catalogue.TryGet(id, out var entry))
        {
            return [(CheckName.Law, new Reason(ReasonCode.UnknownValue, $"{id} is not in the catalogue.", clause))];
        }

        var limits = entry.Limits;
        Unless(entry.IsPower, CheckName.Law, ReasonCode.BasisUnavailable, $"{id} is a {entry.Kind} and gives no power to share.");
        Unless(entry.IsInForce(context.Day), CheckName.Law, ReasonCode.LawNotInForce, $"{id} is not in force on {context.Day:yyyy-MM-dd}, or its commencement is not confirmed.");
        Unless(context.Nation is { } nation && entry.Nations.Contains(nation), CheckName.Law, ReasonCode.NationNotCovered, $"{id} does not extend to {Shown.Name(context.Request.Nation)}.");
        Unless(!limits.CaseLevelOnly, CheckName.Law, ReasonCode.BasisUnavailable, $"{id} concerns one case at a time and cannot carry a linkage of many people.");
        Unless(!limits.RequiresConsent || !string.IsNullOrWhiteSpace(context.Rule.Law.ConsentEvidence), CheckName.Law, ReasonCode.BasisUnavailable, $"{id} needs each person's consent, and the rule records no evidence of it.");
        Unless(!limits.RequiresAccreditation || !string.IsNullOrWhiteSpace(context.Rule.Law.Accreditation), CheckName.Law, ReasonCode.BasisUnavailable, $"{id} needs an accredited project, processor and researcher, and the rule records none.");
        Unless(limits.Purposes.Count == 0 || limits.Purposes.Contains(context.Request.Purpose), CheckName.Purpose, ReasonCode.PurposeNotCovered, $"{id} does not serve the purpose {Shown.Name(context.Request.Purpose)}.");
        foreach (var (output, kind) in context.Outputs)
        {
            Unless(limits.OutputKinds.Count == 0 || limits.OutputKinds.Contains(kind), CheckName.Outputs, ReasonCode.ReidentificationNotPermitted, $"{id} does not carry the output {Shown.Name(output.Name)} of kind {kind}.");
        }

        foreach (var dataset in context.Datasets)
        {
            var excluded = (context.Covered(dataset.Id)?.Subjects ?? []).Intersect(limits.ExcludedSubjects).ToArray();
            Unless(excluded.Length == 0, CheckName.Datasets, ReasonCode.DatasetNotCovered, $"{id} does not reach {Shown.Name(dataset.Id)}, which is held for {string.Join(", ", excluded)}.");
        }

        foreach (var party in Sharers(context, limits))
        {
            var isPermitted = limits.PartyTypes.Count == 0 || limits.PartyTypes.Contains(party.Type);
            Unless(isPermitted, CheckName.Parties, ReasonCode.PartyNotSpecified, $"{id} does not let a party of type {party.Type} share; {Shown.Name(party.Id)} is one.");
            Unless(!limits.ScheduledPartiesOnly || !string.IsNullOrWhiteSpace(party.ScheduleEntry), CheckName.Parties, ReasonCode.PartyNotSpecified, $"{id} names its persons in a schedule, and the rule gives no entry for {Shown.Name(party.Id)}.");
        }

        return found;

        void Unless(bool holds, CheckName check, ReasonCode code, string explanation)
        {
            if (!holds)
            {
                found.Add((check, new Reason(code, explanation, clause)));
            }
        }
    }

    /// <summary>The parties whose data move in this request: controller, providers, and recipients where the power binds them.</summary>
    private static IEnumerable<Party> Sharers(CheckContext context, CatalogueLimits limits) => context.Datasets
        .Select(dataset => context.Covered(dataset.Id)?.Provider)
        .Append(context.Request.Controller)
        .Concat(limits.BindsRecipients ? RecipientCheck.Matching(context).Select(recipient => recipient.Party) : [])
        .OfType<string>()
        .Distinct(StringComparer.Ordinal)
        .Select(context.PartyOf)
        .OfType<Party>();
}
