using Linkage.Governance.Catalogue;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Decisions.Checks;

/// <summary>
/// What a derived dataset inherits from the rule version that it was made under: that rule has to permit its parents to be used in this way as well - for this purpose and this
/// recipient, in outputs of this kind, with its opt-outs and on its terms, on this day. Which pairs, queries and columns of outputs are permitted is for the rule that decides.
/// </summary>
/// <param name="Dataset">The derived dataset.</param>
/// <param name="Rule">The rule that it was made under, or null when the registry does not have it.</param>
/// <param name="Found">What stands against it.</param>
/// <param name="LastDays">Last days of what that rule's permission rests on.</param>
/// <param name="Warnings">What a person should know of that rule.</param>
internal sealed record Inheritance(
    RequestedDataset Dataset, Rule? Rule, IReadOnlyList<(CheckName Check, Reason Reason)> Found, IReadOnlyList<DateOnly> LastDays, IReadOnlyList<string> Warnings)
{
    /// <summary>Of one derived dataset.</summary>
    public static Inheritance Of(Registry registry, GateRequest request, Lineage lineage, RequestedDataset dataset, DateTimeOffset instant)
    {
        var derivation = dataset.DerivedFrom!;
        if (lineage.MadeUnder(derivation) is not { } rule)
        {
            return new Inheritance(
                dataset,
                null,
                [Against(dataset, CheckName.Datasets, ReasonCode.DatasetNotCovered, FormattableString.Invariant($"{Shown.Name(dataset.Id)} was made under {Shown.Name(derivation.Rule)} v{derivation.Version}, which the registry does not have."))],
                [],
                []);
        }

        var context = UnderItsRule(registry, request, dataset, rule, instant);
        var made = $"{Shown.Name(dataset.Id)} was made under {rule.Name}.";
        return new Inheritance(
            dataset,
            rule,
            [
                .. context.Found.Select(one => Against(dataset, one.Check, one.Reason.Code, $"{made} {one.Reason.Explanation}", one.Reason.Clause)),
                .. LeftOut(dataset, lineage, rule),
                .. NotJoined(dataset, lineage, rule),
                .. Lowered(dataset),
            ],
            context.LastDays,
            [$"{made} The permission needs that rule too, and ends with it.", .. context.Warnings.Select(warning => $"{made} {warning}")]);
    }

    /// <summary>Puts what was found before a rule that is to decide, and holds its terms against those of the rules that the request's datasets were made under.</summary>
    public static void Run(CheckContext context)
    {
        foreach (var inherited in context.Facts.Inherited)
        {
            context.LastDays.AddRange(inherited.LastDays);
            context.Warnings.AddRange(inherited.Warnings);
            foreach (var (check, reason) in inherited.Rule is { } made ? inherited.Found.Concat(Terms(context, inherited.Dataset, made)) : inherited.Found)
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
            Datasets = [.. Lineage.ParentsOf(dataset)],
            Joins = [],

            // What they are made of is asked for column by column, by way of the derived dataset.
            Outputs = [.. request.Outputs.Select(output => output with { Columns = [.. output.Columns.Select(column => column with { Sources = [] })] })],
        };
        var context = new CheckContext(registry, of, new RequestFacts(registry, of, instant), rule, instant);
        LawCheck.Run(context);
        StatusCheck.InForce(context);
        PartyCheck.Run(context);
        DatasetCheck.Run(context);
        Contracts(context);
        BarCheck.Run(context);
        PurposeCheck.Run(context);
        TrialCheck.Run(context);
        Outputs(context);
        DisclosureCheck.Run(context);
        RecipientCheck.Receiving(context);
        return context;
    }

    /// <summary>Parents are described by the contracts that the cohort was made with; under another one its columns were other ones.</summary>
    private static void Contracts(CheckContext context)
    {
        foreach (var dataset in context.Datasets)
        {
            if (context.Request.Contracts.Any(contract => contract.Dataset == dataset.Id && contract.Hash != context.Rule.Contracts.GetValueOrDefault(dataset.Id)))
            {
                context.Deny(
                    CheckName.Datasets,
                    ReasonCode.DatasetNotCovered,
                    $"{Shown.Name(dataset.Id)} had another contract in that rule; bring it back, or make the cohort anew under a version of the rule that names this one.",
                    "contracts");
            }
        }
    }

    private static void Outputs(CheckContext context)
    {
        foreach (var (output, kind) in context.Outputs)
        {
            if (!context.Rule.Outputs.Any(permitted => permitted.Kind == kind && permitted.Granularity.ToString() == output.Granularity))
            {
                context.Deny(
                    CheckName.Outputs,
                    ReasonCode.GranularityNotPermitted,
                    $"That rule permits no output of kind {kind} by {Shown.Name(output.Granularity)}, as {Shown.Name(output.Name)} is.",
                    "outputs");
            }
        }
    }

    /// <summary>
    /// What may be in the dataset by its rule is a parent: whoever describes it cannot leave one out. A dataset that the rule joins with some of the parents and not with others was in no
    /// run with them; one that it joins with none of them may have been the only one.
    /// </summary>
    private static IEnumerable<(CheckName, Reason)> LeftOut(RequestedDataset dataset, Lineage lineage, Rule rule)
    {
        var known = Lineage.AncestorsOf(dataset).ToHashSet(StringComparer.Ordinal);
        var linked = lineage.LinkedParentsOf(dataset);
        return rule.Datasets
            .Where(one => !known.Contains(one.Id) && linked.Count(parent => rule.Joins.Any(join => IsPair(join, parent.Id, one.Id))) is var joined && (joined == 0 || joined == linked.Count))
            .Select(one => Against(dataset,
                CheckName.Datasets,
                ReasonCode.DatasetNotCovered,
                $"{Shown.Name(dataset.Id)} was made under {rule.Name}, which lets {one.Id} be part of it, and {one.Id} is not among its parents; name it, with or without columns."));
    }

    /// <summary>Parents stand joined in each row, so the rule that it was made under joins them.</summary>
    private static IEnumerable<(CheckName, Reason)> NotJoined(RequestedDataset dataset, Lineage lineage, Rule rule)
    {
        var linked = lineage.LinkedParentsOf(dataset);
        var pairs = linked.SelectMany((left, index) => linked.Skip(index + 1).Select(right => (Left: left.Id, Right: right.Id, IsProbe: false)))
            .Concat(lineage.ProbedParentsOf(dataset).SelectMany(probed => linked.Select(left => (Left: left.Id, Right: probed.Id, IsProbe: true))));
        return pairs
            .Where(pair => !rule.Joins.Any(join => IsPair(join, pair.Left, pair.Right) && join.Types.Any(type => (type == JoinType.Anti) == pair.IsProbe)))
            .Select(pair => Against(dataset,
                CheckName.Joins,
                ReasonCode.JoinPairNotPermitted,
                $"{Shown.Name(dataset.Id)} is made of {Shown.Name(pair.Left)} and {Shown.Name(pair.Right)}, which {rule.Name}, under which it was made, does not permit to be joined."));
    }

    /// <summary>A column protects at least what it was made of, or making it anew would take the protection off.</summary>
    private static IEnumerable<(CheckName, Reason)> Lowered(RequestedDataset dataset) =>
        from parent in dataset.DerivedFrom!.Parents
        from source in parent.Columns
        from column in dataset.Columns
        where (column.From ?? []).Contains($"{parent.Id}.{source.Name}", StringComparer.Ordinal) && !Protects(column.Classification, source.Classification)
        select Against(dataset,
            CheckName.Datasets,
            ReasonCode.ColumnNotPermitted,
            $"{Shown.Name(dataset.Id)}.{Shown.Name(column.Name)} is classified {Shown.Name(column.Classification)} and is made of {Shown.Name(parent.Id)}.{Shown.Name(source.Name)}, which is {Shown.Name(source.Classification)}; a column inherits the classification of what it is made of.");

    /// <summary>The terms of the deciding rule are at least as strict.</summary>
    private static IEnumerable<(CheckName, Reason)> Terms(CheckContext context, RequestedDataset dataset, Rule made)
    {
        var deciding = context.Rule;
        var than = $"than {made.Name}, under which {Shown.Name(dataset.Id)} was made";
        if (context.Outputs.Any(output => output.Kind == OutputKind.Outreach) && made.Reidentify.MinimumAge is { } age && !(deciding.Reidentify.MinimumAge >= age))
        {
            yield return Against(dataset, CheckName.Recipient, ReasonCode.ReidentificationNotPermitted, $"The rule names people of a lower age {than}.", "reidentify.minimumAge");
        }

        if (context.Outputs.Any(output => output.Kind != OutputKind.Outreach) && made.Disclosure is { } terms && deciding.Disclosure is { } own && !IsAsStrict(own, terms))
        {
            yield return Against(dataset, CheckName.Disclosure, ReasonCode.DisclosureFailed, $"The rule protects tables and rows less {than}.", "disclosure");
        }

        if (deciding.RetentionDays > made.RetentionDays)
        {
            yield return Against(dataset, CheckName.Recipient, ReasonCode.RecipientNotPermitted, $"The rule lets releases be kept longer {than}.", "retentionDays");
        }
    }

    private static bool IsAsStrict(DisclosureTerms own, DisclosureTerms terms) =>
        own.MinimumCell >= terms.MinimumCell && own.RoundingBase >= terms.RoundingBase && own.KAnonymity >= terms.KAnonymity && (own.MaximaBanned || !terms.MaximaBanned)
        && (own.Sums is not { } sums || (terms.Sums is { } least && sums.AreAsStrictAs(least)))
        && Coarseness(own) >= Coarseness(terms);

    private static int Coarseness(DisclosureTerms terms) => Words.DateDetails.ToList().IndexOf(terms.Dates ?? DisclosureTerms.DatesUnlessSaid);

    private static bool Protects(string made, string source) => source switch
    {
        "Identifier" or "Contact" => made is "Identifier" or "Contact",
        "QuasiIdentifier" => made != "Attribute",
        "Attribute" => true,
        _ => made == source,
    };

    private static bool IsPair(RuleJoin join, string one, string other) => (join.Left == one && join.Right == other) || (join.Left == other && join.Right == one);

    private static (CheckName Check, Reason Reason) Against(RequestedDataset dataset, CheckName check, ReasonCode code, string explanation, string? clause = null) =>
        (check, new Reason(code, explanation, $"derivedFrom: {Shown.Name(dataset.Id)}{(clause is null ? string.Empty : $"; {clause}")}"));
}
