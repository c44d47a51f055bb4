using System.Globalization;

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
        Range(where, "compareAllBelow", settings.CompareAllBelow, 0, Most);
        Range(where, "maxPairsPerBlock", settings.MaxPairsPerBlock, 1, long.MaxValue);
        Range(where, "maxPairsPerRecordAndRule", settings.MaxPairsPerRecordAndRule, 1, int.MaxValue);
        Range(where, "maxPairsPerRecordAndLooseRule", settings.MaxPairsPerRecordAndLooseRule, 0, int.MaxValue);
        Range(where, "maxPairsPerRecord", settings.MaxPairsPerRecord, 1, int.MaxValue);
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
        }

        foreach (var (index, rule) in (settings.BlockingRules ?? []).Index())
        {
            if (string.IsNullOrWhiteSpace(rule.Name) || rule.Parts is not { Count: > 0 } || rule.Parts.Any(string.IsNullOrWhiteSpace))
            {
                throw new MatchingInputException(
                    "The blocking rule needs a name and at least one part.", string.Create(CultureInfo.InvariantCulture, $"{where}, blockingRules[{index}]"), "Give each part as an SQL expression over the fields of a record.");
            }
        }

        if (settings.BlockingRules is { Count: 0 } || settings.Comparisons is { Count: 0 })
        {
            throw new MatchingInputException(
                $"{(settings.BlockingRules is { Count: 0 } ? "blockingRules" : "comparisons")} is an empty list.", where, "Leave it out for the ready-made ones.");
        }

        foreach (var (index, comparison) in (settings.Comparisons ?? []).Index())
        {
            ComparisonCheck.Check(comparison, string.Create(CultureInfo.InvariantCulture, $"{where}, comparisons[{index}]"));
        }
    }

    /// <summary>Throws where a number is not within its bounds.</summary>
    internal static void Range(string where, string member, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
        {
            var bounds = most is 1 or 100 ? $"between {least} and {most}" : $"at least {least}" + (most < Most ? $" and at most {most}" : string.Empty);
            throw new MatchingInputException(
                string.Create(CultureInfo.InvariantCulture, $"{member} is {value}."), where, string.Create(CultureInfo.InvariantCulture, $"Give a number {bounds}."));
        }
    }
}
