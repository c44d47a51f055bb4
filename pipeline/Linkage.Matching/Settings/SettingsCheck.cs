using System.Globalization;
using Linkage.Matching.Blocking;
using Linkage.Matching.Review;

namespace Linkage.Matching.Settings;

/// <summary>Whether settings can be used: every number in its range, every comparison complete. What depends on the fields of a run is checked when they are known.</summary>
internal static class SettingsCheck
{
    private const long Most = 1_000_000_000_000;

    /// <summary>Throws for the first thing that is wrong.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="where">The file they are from, or what they are called.</param>
    /// <exception cref="MatchingInputException">Something is out of range or does not go together.</exception>
    internal static void Check(LinkSettings settings, string where)
    {
        if (settings.Version != LinkSettings.CurrentVersion)
        {
            throw new MatchingInputException(
                string.Create(CultureInfo.InvariantCulture, $"version {settings.Version} of the settings is not known."), where, string.Create(CultureInfo.InvariantCulture, $"This program reads version {LinkSettings.CurrentVersion}."));
        }

        Range(where, "minimumProbability", settings.MinimumProbability, 0, 1);
        Range(where, "threshold", settings.Threshold, 0, 1);
        Range(where, "maxClusterSize", settings.MaxClusterSize ?? 2, 2, int.MaxValue);
        Range(where, "compareAllBelow", settings.CompareAllBelow, 0, Most);
        Range(where, "maxPairsPerBlock", settings.MaxPairsPerBlock, 1, long.MaxValue);
        Range(where, "maxPairsPerRecordAndRule", settings.MaxPairsPerRecordAndRule, 1, int.MaxValue);
        Range(where, "maxPairsPerRecordAndLooseRule", settings.MaxPairsPerRecordAndLooseRule, 0, int.MaxValue);
        Range(where, "maxPairsPerRecord", settings.MaxPairsPerRecord, 1, int.MaxValue);
        Range(where, "maxPairs", settings.MaxPairs, 0, long.MaxValue);
        Range(where, "maxElementsPerRecord", settings.MaxElementsPerRecord, 1, 1_000);
        Range(where, "pairsPerFile", settings.PairsPerFile, 1, Most);
        Range(where, "maxRecordsPerUprn", settings.MaxRecordsPerUprn, 1, int.MaxValue);
        Range(where, "samplePairs", settings.SamplePairs, 1, int.MaxValue);
        Range(where, "maxRounds", settings.MaxRounds, 0, int.MaxValue);
        Range(where, "trainingPairs", settings.TrainingPairs, 1, Most);
        foreach (var (name, column) in settings.Columns)
        {
            if (column.Field is { Length: 0 })
            {
                throw new MatchingInputException("field is empty.", $"{where}, columns.{name}", "Name the field, or leave it out.");
            }

            Seen("field", column.Field, $"{where}, columns.{VisibleText.Of(name)}");
        }

        Range(where, "fixedPrior", settings.FixedPrior ?? .1, double.Epsilon, .4);
        Range(where, "deterministicRecall", settings.DeterministicRecall, double.Epsilon, 1);
        CheckRules(settings.BlockingRules, where, "blockingRules");
        CheckRules(settings.DeterministicRules, where, "deterministicRules");
        CheckRules(settings.TrainingRules, where, "trainingRules");
        if (settings.Comparisons is { Count: 0 })
        {
            throw new MatchingInputException("comparisons is an empty list.", where, "Leave it out for the ready-made ones.");
        }

        foreach (var (index, comparison) in (settings.Comparisons ?? []).Index())
        {
            ComparisonCheck.Check(comparison, string.Create(CultureInfo.InvariantCulture, $"{where}, comparisons[{index}]"));
        }
    }

    private static void CheckRules(IReadOnlyList<BlockingRule>? rules, string where, string member)
    {
        if (rules is { Count: 0 })
        {
            throw new MatchingInputException($"{member} is an empty list.", where, "Leave it out for the ready-made ones.");
        }

        foreach (var (index, rule) in (rules ?? []).Index())
        {
            if (string.IsNullOrWhiteSpace(rule.Name) || rule.Parts is null || rule.Parts.Append(rule.Explode ?? "x").Any(string.IsNullOrWhiteSpace) || (rule.Parts.Count == 0 && rule.Explode is null))
            {
                throw new MatchingInputException(
                    "The blocking rule needs a name, and at least one part or a list to take apart in explode.",
                    string.Create(CultureInfo.InvariantCulture, $"{where}, {member}[{index}]"),
                    "Give each part as an SQL expression over the fields of a record.");
            }

            Seen("name", rule.Name, string.Create(CultureInfo.InvariantCulture, $"{where}, {member}[{index}]"));
        }
    }

    /// <summary>Throws where a name that is shown to people holds what they do not see: it could drive a terminal, or turn the text around it.</summary>
    internal static void Seen(string member, string? name, string where)
    {
        if (name is not null && VisibleText.Of(name) != name)
        {
            throw new MatchingInputException($"{member} holds a character that is not seen.", where, "Leave out line ends and control characters, and spaces other than the plain one.");
        }
    }

    /// <summary>Throws where a number is not within its bounds.</summary>
    internal static void Range(string where, string member, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
        {
            var bounds = least == double.Epsilon ? $"above 0 and at most {most}" : most is 1 or 100 ? $"between {least} and {most}" : $"at least {least}" + (most < Most ? $" and at most {most}" : string.Empty);
            throw new MatchingInputException(
                string.Create(CultureInfo.InvariantCulture, $"{member} is {value}."), where, string.Create(CultureInfo.InvariantCulture, $"Give a number {bounds}."));
        }
    }
}
