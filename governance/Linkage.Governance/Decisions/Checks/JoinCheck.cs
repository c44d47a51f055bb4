using Linkage.Governance.Rules;

namespace Linkage.Governance.Decisions.Checks;

/// <summary>
/// Every pair that a request puts together is permitted by itself; A-B and B-C do not give A-C. A request is one linkage, so all its
/// datasets need each other's pairs, with every key and the lowest probability used anywhere in it, because links form chains.
/// A dataset that is only probed (an anti-join) needs the pair with each of the others.
/// </summary>
internal static class JoinCheck
{
    private static readonly JoinType[] Linking = [JoinType.Inner, JoinType.Left];

    public static void Run(CheckContext context)
    {
        var joins = context.Request.Joins;
        var shape = context.Facts.Shape;
        foreach (var lonely in shape.Unjoined)
        {
            Deny(context, ReasonCode.JoinPairNotPermitted, $"{Shown.Name(lonely)} is asked for and joined with nothing; say how it is joined.", "joins");
        }

        Exclusions(context, shape);
        foreach (var join in joins)
        {
            if (Words.TryParse<JoinType>(join.Type, out var type))
            {
                CheckAcross(context, new Wanted(join.Left, join.Right, [type.Value], type != JoinType.Inner, join.Keys, join.MinimumProbability));
            }
        }

        var linking = joins.Where(join => join.Type != nameof(JoinType.Anti)).ToArray();
        var keys = linking.SelectMany(join => join.Keys).ToArray();
        var lowest = Lowest(linking);
        foreach (var (left, right) in shape.BasePairs)
        {
            CheckAcross(context, new Wanted(left, right, Linking, false, keys, lowest));
        }

        foreach (var (left, probed) in shape.ProbedPairs)
        {
            var probes = joins.Where(join => join.Right == probed).ToArray();
            CheckAcross(context, new Wanted(left, probed, [JoinType.Anti], true, [.. probes.SelectMany(join => join.Keys)], Lowest(probes)));
        }

        foreach (var dataset in context.Facts.Lineage.Derived)
        {
            MadeOf(context, dataset.DerivedFrom!);
        }
    }

    /// <summary>A dataset brings the people of its parents with it, so a join with it is one with each dataset that was linked in it.</summary>
    private static void CheckAcross(CheckContext context, Wanted wanted)
    {
        Check(context, wanted);
        var lineage = context.Facts.Lineage;
        if (!lineage.Derived.Any())
        {
            return;
        }

        foreach (var left in lineage.LinkedIn(wanted.Left))
        {
            foreach (var right in lineage.LinkedIn(wanted.Right).Where(right => right != left))
            {
                Check(context, wanted with { Left = left, Right = right });
            }
        }

        Probed(context, wanted, wanted.Left, wanted.Right);
        Probed(context, wanted, wanted.Right, wanted.Left);
    }

    /// <summary>Whom a dataset left out when it was made is told of whoever it is joined with, so each of those needs the anti-join as well.</summary>
    private static void Probed(CheckContext context, Wanted wanted, string made, string other)
    {
        var lineage = context.Facts.Lineage;
        foreach (var probed in lineage.ProbedIn(made))
        {
            foreach (var left in lineage.LinkedIn(other).Where(left => left != probed))
            {
                Check(context, wanted with { Left = left, Right = probed, Types = [JoinType.Anti], IsDirected = true });
            }
        }
    }

    /// <summary>The pairs that a derived dataset was made of stay joined in it. How is taken from the rule that it was made under, at its widest.</summary>
    private static void MadeOf(CheckContext context, RequestedDerivation derivation)
    {
        var parents = derivation.Parents.Select(parent => parent.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var join in (context.Facts.Lineage.MadeUnder(derivation)?.Joins ?? []).Where(join => parents.Contains(join.Left) && parents.Contains(join.Right)))
        {
            var isProbe = join.Types.All(type => type == JoinType.Anti);
            CheckAcross(context, new Wanted(join.Left, join.Right, isProbe ? [JoinType.Anti] : Linking, isProbe, join.Keys, (double)join.MinimumProbability));
        }
    }

    /// <summary>
    /// An anti-join protects the people it leaves out, so for it more is less: fewer datasets, fewer keys or a higher probability leave fewer people out.
    /// It is asked for from every linked dataset, with the keys and the probability of the rule; what the rule must exclude is asked for at all.
    /// </summary>
    private static void Exclusions(CheckContext context, LinkageShape shape)
    {
        foreach (var missing in context.Rule.MustExclude.Except(shape.ProbedPairs.Select(pair => pair.Probed), StringComparer.Ordinal))
        {
            context.Deny(
                CheckName.Selection,
                ReasonCode.SelectionNotPermitted,
                $"The rule's selection leaves out the people of {missing}, and the request does not; add the dataset and an anti-join with it from every other.",
                "mustExclude");
        }

        foreach (var (left, probed) in shape.ProbedPairs)
        {
            var asked = context.Request.Joins.Where(join => join.Left == left && join.Right == probed).ToArray();
            var clause = $"joins: {Shown.Name(left)} - {Shown.Name(probed)}";
            if (asked.Length == 0)
            {
                context.Deny(CheckName.Selection, ReasonCode.SelectionNotPermitted, $"People of {Shown.Name(probed)} are left out, but not from {Shown.Name(left)}; anti-join every linked dataset with it.", clause);
            }

            // Of several entries of one pair each has to be met: whichever stands first, the most people are left out.
            foreach (var permitted in context.Rule.Joins.Where(join => IsPair(join, left, probed) && join.Types.Contains(JoinType.Anti)))
            {
                if (!asked.Any(join => permitted.Keys.All(key => join.Keys.Contains(key, StringComparer.Ordinal)) && join.MinimumProbability <= (double)permitted.MinimumProbability))
                {
                    context.Deny(
                        CheckName.Selection,
                        ReasonCode.SelectionNotPermitted,
                        FormattableString.Invariant($"People of {Shown.Name(probed)} are not left out of {Shown.Name(left)} as the rule says; anti-join the two by {Shown.List(permitted.Keys)}, from a probability of {permitted.MinimumProbability} or lower."),
                        clause);
                }
            }
        }
    }

    /// <summary>The lowest probability that is asked for, or null where nothing is joined.</summary>
    private static double? Lowest(RequestedJoin[] joins) => joins.Min(join => (double?)join.MinimumProbability);

    private static void Check(CheckContext context, Wanted wanted)
    {
        var pair = context.Rule.Joins.Where(join => IsPair(join, wanted.Left, wanted.Right) || IsPair(join, wanted.Right, wanted.Left)).ToArray();
        if (pair.Length == 0)
        {
            Deny(context, ReasonCode.JoinPairNotPermitted, $"The rule does not permit {wanted.Name} to be joined.", wanted.Clause);
            return;
        }

        var typed = Array.FindAll(pair, join => join.Types.Any(wanted.Types.Contains) && (!wanted.IsDirected || IsPair(join, wanted.Left, wanted.Right)));
        if (typed.Length == 0)
        {
            Deny(context, ReasonCode.JoinTypeNotPermitted, $"The rule permits {wanted.Name}, but not as {string.Join(" or ", wanted.Types)} in this direction.", wanted.Clause);
            return;
        }

        var against = typed
            .Select(join => Against(join, wanted))
            .OrderBy(found => found.Count)
            .ThenBy(found => string.Join('\n', found.Select(one => one.Explanation)), StringComparer.Ordinal)
            .First();
        foreach (var (code, explanation) in against)
        {
            Deny(context, code, explanation, wanted.Clause);
        }
    }

    private static List<(ReasonCode Code, string Explanation)> Against(RuleJoin join, Wanted wanted)
    {
        var found = new List<(ReasonCode, string)>();
        foreach (var key in wanted.Keys.Except(join.Keys, StringComparer.Ordinal))
        {
            found.Add((ReasonCode.KeyNotPermitted, $"{wanted.Name} is linked by {Shown.Name(key)}, and the rule permits {Shown.List(join.Keys)}."));
        }

        // Not a number is below every minimum.
        if (wanted.MinimumProbability is { } asked && !(asked >= (double)join.MinimumProbability))
        {
            found.Add((ReasonCode.MatchBelowMinimum, FormattableString.Invariant($"{wanted.Name} is linked from a probability of {asked}, and the rule asks for {join.MinimumProbability} at least.")));
        }

        return found;
    }

    private static bool IsPair(RuleJoin join, string left, string right) =>
        string.Equals(join.Left, left, StringComparison.Ordinal) && string.Equals(join.Right, right, StringComparison.Ordinal);

    private static void Deny(CheckContext context, ReasonCode code, string explanation, string clause) =>
        context.Deny(CheckName.Joins, code, explanation, clause);

    private sealed record Wanted(string Left, string Right, IReadOnlyList<JoinType> Types, bool IsDirected, IReadOnlyList<string> Keys, double? MinimumProbability)
    {
        public string Name => $"{Shown.Name(Left)} - {Shown.Name(Right)}";

        public string Clause => $"joins: {Name}";
    }
}
