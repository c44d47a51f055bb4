using Linkage.Governance.Rules;

namespace Linkage.Governance.Decisions.Checks;

/// <summary>
/// What a derived dataset inherits from the rule version that it was made under: that rule has to permit its parents to be used in this way as well, for this purpose
/// and this recipient, on this day. Which pairs, queries and outputs are permitted is for the rule that decides.
/// </summary>
/// <param name="Found">What stands against it.</param>
/// <param name="LastDays">Last days of what that rule's permission rests on.</param>
internal sealed record Inheritance(IReadOnlyList<(CheckName Check, Reason Reason)> Found, IReadOnlyList<DateOnly> LastDays)
{
    /// <summary>Of one derived dataset.</summary>
    public static Inheritance Of(Registry registry, GateRequest request, Lineage lineage, RequestedDataset dataset, DateTimeOffset instant)
    {
        var derivation = dataset.DerivedFrom!;
        var clause = $"derivedFrom: {Shown.Name(dataset.Id)}";
        if (lineage.MadeUnder(derivation) is not { } rule)
        {
            return new Inheritance(
                [(CheckName.Datasets, new Reason(
                    ReasonCode.DatasetNotCovered,
                    FormattableString.Invariant($"{Shown.Name(dataset.Id)} was made under {Shown.Name(derivation.Rule)} v{derivation.Version}, which the registry does not have."),
                    clause))],
                []);
        }

        var context = UnderItsRule(registry, request, dataset, rule, instant);
        var found = context.Found.Select(one => (
            one.Check,
            one.Reason with { Explanation = $"{Shown.Name(dataset.Id)} was made under {rule.Name}. {one.Reason.Explanation}", Clause = clause }));
        return new Inheritance([.. found, .. Lowered(dataset, clause)], context.LastDays);
    }

    /// <summary>Puts what was found before a rule that is to decide.</summary>
    public static void Run(CheckContext context)
    {
        foreach (var inherited in context.Facts.Inherited)
        {
            context.LastDays.AddRange(inherited.LastDays);
            foreach (var (check, reason) in inherited.Found)
            {
                context.Deny(check, reason.Code, reason.Explanation, reason.Clause);
            }
        }
    }

    private static CheckContext UnderItsRule(Registry registry, GateRequest request, RequestedDataset dataset, Rule rule, DateTimeOffset instant)
    {
        var of = request with
        {
            // Who asked for the rule back then: its approvers judged that request, not this one.
            Requester = rule.Requester,
            Datasets = [.. Lineage.ParentsOf(dataset).Select(parent => parent with { DerivedFrom = null })],
            Joins = [],
            Outputs = [],
            SuppressionLists = [],
            Channel = null,
        };
        var context = new CheckContext(registry, of, new RequestFacts(registry, of, instant), rule, instant);
        LawCheck.Run(context);
        StatusCheck.InForce(context);
        PartyCheck.Run(context);
        DatasetCheck.Run(context);
        ContractCheck.Run(context);
        BarCheck.Run(context);
        PurposeCheck.Run(context);
        RecipientCheck.Run(context);
        return context;
    }

    /// <summary>A column protects at least what it was made of, or making it anew would take the protection off.</summary>
    private static IEnumerable<(CheckName, Reason)> Lowered(RequestedDataset dataset, string clause) =>
        from parent in dataset.DerivedFrom!.Parents
        from source in parent.Columns
        from column in dataset.Columns
        where (column.From ?? []).Contains($"{parent.Id}.{source.Name}", StringComparer.Ordinal) && !Protects(column.Classification, source.Classification)
        select (
            CheckName.Datasets,
            new Reason(
                ReasonCode.ColumnNotPermitted,
                $"{Shown.Name(dataset.Id)}.{Shown.Name(column.Name)} is classified {Shown.Name(column.Classification)} and is made of {Shown.Name(parent.Id)}.{Shown.Name(source.Name)}, which is {Shown.Name(source.Classification)}; a column inherits the classification of what it is made of.",
                clause));

    private static bool Protects(string made, string source) => source switch
    {
        "Identifier" or "Contact" => made is "Identifier" or "Contact",
        "QuasiIdentifier" => made != "Attribute",
        "Attribute" => true,
        _ => made == source,
    };
}
