using System.Globalization;
using Linkage.Governance.Documents;

namespace Linkage.Pipeline.Projects;

/// <summary>Reads the ladder of a column, and refuses one whose steps do not nest.</summary>
internal static class LadderReader
{
    private const int WidestBand = 1_000_000_000;
    private const int LongestPrefix = 1_000;

    // Enough for any column; with more, the combinations of several columns cannot be tried.
    private const int MostSteps = 12;

    internal static GeneralisationLadder Read(YamlMapping map)
    {
        (string Key, LadderKind Kind, Func<YamlNode, LadderStep> Step)[] kinds =
        [
            ("dates", LadderKind.Dates, node => LadderStep.Period(node.AsOneOf([.. LadderStep.PeriodWords]))),
            ("widths", LadderKind.Widths, node => new LadderStep(LadderKind.Widths, Whole(node, 2, WidestBand))),
            ("prefixes", LadderKind.Prefixes, node => new LadderStep(LadderKind.Prefixes, Whole(node, 1, LongestPrefix))),
        ];
        var given = kinds.Where(k => map.Optional(k.Key) is not null).ToList();
        if (given.Count != 1)
        {
            throw (map.Entries.Count > 0 ? map.Entries[0].Value : map).Error("a ladder has exactly one of the keys dates, widths and prefixes; write it with a list, finest step first.");
        }

        var (key, kind, step) = given[0];
        var node = map.Required(key);
        var steps = node.AsList(step);
        return steps.Count > MostSteps
            ? throw node.Error($"a ladder has at most {MostSteps.ToString(CultureInfo.InvariantCulture)} steps; leave some out.")
            : steps.Zip(steps.Skip(1)).Any(pair => pair.First == pair.Second || !pair.Second.IsAtLeastAsCoarseAs(pair.First))
                ? throw node.Error("each step of a ladder is coarser than the one before and made of whole values of it: a later date word, a multiple of the width, fewer characters.")
                : new GeneralisationLadder(kind, steps);
    }

    private static int Whole(YamlNode node, int least, int most) => node.AsInteger() is var number && number >= least && number <= most
        ? number
        : throw node.Error(string.Create(CultureInfo.InvariantCulture, $"expected a whole number from {least} to {most}."));
}
