using System.Globalization;
using Linkage.Governance.Rules;
using Linkage.Matching.Report;
using Linkage.Pipeline.Release.Trials;

namespace Linkage.Pipeline.Release.Quality;

/// <summary>
/// The trial of a release: who got which arm by what, and the balance table. Everything is made of the counts that are shown, after disclosure control, so that the section tells
/// nothing that the table does not; each share stands with the count that it is a share of.
/// </summary>
internal static class TrialSection
{
    private const string NotShown = "not shown";

    internal static void Write(Page page, TrialFigures figures, GuardedCount counts)
    {
        var trial = figures.Trial;
        using (page.Section("trial", "Trial"))
        {
            page.Paragraph(trial.Assignment == TrialAssignment.Random
                ? $"Arms were given by chance under a key, to {UnitInWords(trial.Unit)}, in blocks{(trial.Strata.Count == 0 ? string.Empty : $" within each value of {string.Join(" and ", trial.Strata)}")}. Who has an arm keeps it."
                : $"Arms were given by {trial.Column}, to {UnitInWords(trial.Unit)}, and not by chance: the arms may differ in more than what is tried. Who has an arm keeps it.");
            page.Table(new DataTable("The trial", ["what", "value"], [["trial", trial.Id], ["unit", trial.Unit.ToString()], ["assignment", trial.Assignment.ToString()], ["key", figures.KeyId]]));
            page.Table(new DataTable(
                "Arms",
                ["arm", ">share", "values", "control"],
                [.. trial.Arms.Select(a => (IReadOnlyList<string>)[a.Name, a.Share?.ToString(CultureInfo.InvariantCulture) ?? string.Empty, string.Join(", ", a.Values), a.IsControl ? "yes" : "no"])]));
            page.Paragraph($"{counts.Text(figures.Armed.OfTwoArms)} people had records in more than one arm, and keep the one they had first; {counts.Text(figures.Armed.ApartFromUnit)} keep an arm that others of their unit do not have.");
            page.Paragraph("Cases are rows of the cohort; people are counted once, and so are units. All of them are counted, suppressed and rounded together with the tables of this release.");
            foreach (var made in figures.Tables)
            {
                Counts(page, made, made.Output.Name == ArmedCohort.ArmTable ? "By arm" : "Balance");
            }

            if (figures.Tables.FirstOrDefault(t => t.Output.Name == ArmedCohort.BalanceTable) is { } balance)
            {
                Shares(page, balance);
            }
            else if (trial.Strata.Count > 0)
            {
                page.Paragraph("The strata are not counted here, since rows of people are released: count those.");
            }
        }
    }

    private static void Counts(Page page, MadeOutput made, string caption)
    {
        var tables = made.Tables.Select(t => t.Shown).ToList();
        page.Table(new DataTable(
            caption,
            [.. tables[0].DimensionNames, .. made.Output.Columns.Where(c => c.Role == "Count").Select(c => ">" + c.Name)],
            [
                .. tables[0].Cells.Index()
                    .OrderBy(c => string.Join('\n', c.Item.Dimensions.Select(Value)), StringComparer.Ordinal)
                    .Select(c => (IReadOnlyList<string>)[.. c.Item.Dimensions.Select(Value), .. tables.Select(t => Says(t.Cells[c.Index].Shown))]),
            ]));
    }

    // A stratum of which some arm's count is not shown has no share, and counts in no total.
    private static void Shares(Page page, MadeOutput balance)
    {
        var people = balance.Tables.Single(t => t.Counts.Name.EndsWith(".people", StringComparison.Ordinal)).Shown;
        var arms = people.Cells.Select(c => c.Dimensions[0]).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        var strata = people.Cells.Where(c => c.Dimensions[0] is not null)
            .GroupBy(c => string.Join(", ", c.Dimensions.Skip(1).Select(Value)), StringComparer.Ordinal)
            .Where(g => g.All(c => c.Shown is not null))
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (Stratum: g.Key, ByArm: g.ToDictionary(c => c.Dimensions[0]!, c => c.Shown!.Value, StringComparer.Ordinal)))
            .ToList();
        var totals = arms.ToDictionary(a => a, a => strata.Sum(s => s.ByArm.GetValueOrDefault(a)), StringComparer.Ordinal);
        if (arms.Count < 2 || totals.Values.Any(t => t == 0))
        {
            page.Paragraph("Shares of the strata are not given: too few counts are shown.");
            return;
        }

        page.Paragraph("The difference is the largest between two arms, in standard deviations: the difference of two shares by the root of the mean of their variances. It is worked out of the rounded counts above; below 0.1 it is usually called small.");
        page.Table(new DataTable(
            "Shares of the strata by arm",
            ["stratum", .. arms.Select(a => ">" + a), ">difference"],
            [.. strata.Select(s => (IReadOnlyList<string>)[s.Stratum, .. arms.Select(a => $"{Percent(Share(s.ByArm, a))} of {Say.Count(totals[a])}"), Largest(s.ByArm).ToString("0.00", CultureInfo.InvariantCulture)])]));

        double Share(Dictionary<string, long> byArm, string arm) => (double)byArm.GetValueOrDefault(arm) / totals[arm];
        double Largest(Dictionary<string, long> byArm) => arms.SelectMany((one, index) => arms.Skip(index + 1).Select(other => Difference(Share(byArm, one), Share(byArm, other)))).Max();
    }

    private static double Difference(double one, double other)
    {
        var variance = ((one * (1 - one)) + (other * (1 - other))) / 2;
        return variance > 0 ? Math.Abs(one - other) / Math.Sqrt(variance) : 0;
    }

    private static string UnitInWords(TrialUnit unit) => unit == TrialUnit.Person ? "each person by themselves" : "everybody at one address together";

    private static string Value(string? dimension) => dimension ?? "none";

    private static string Says(long? shown) => shown is { } count ? Say.Count(count) : NotShown;

    private static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + "%";
}
