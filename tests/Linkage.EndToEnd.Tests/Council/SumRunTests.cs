using Linkage.Matching.Duck;
using Linkage.Pipeline.Release;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>What is paid by ward, with the real program: a rule that permits it, the release, and the same in the month after.</summary>
[Collection(AftermathCollection.Name)]
public sealed class SumRunTests(City city)
{
    private const string Project = "child-poverty-research";
    private const string Rule = "child-poverty-research.v1.yaml";

    // A claimant can have two claims, and is one person.
    private const string Sql = "SELECT person_key, min(ward_code) AS ward_code FROM benefits_ctr_hb WHERE person_key IN (SELECT person_key FROM cohort) GROUP BY person_key\n";

    [Fact]
    public async Task Run_AwardsByWard_AreReleasedProtectedAndTheSameAgain()
    {
        using var workspace = await city.NewWorkspaceAsync(governance => Permit(governance, "sums: { roundingBase: 10 }, "));
        var schemas = Ask(workspace);

        var first = await city.RunAsync(Project, workspace.Path, "--schemas", schemas);
        Assert.True(first.ExitCode == 0, first.Output + first.Error);
        var second = await city.RunAsync(Project, workspace.Path, "--schemas", schemas, "--at", "2026-12-22T12:00:00Z");
        Assert.True(second.ExitCode == 0, second.Output + second.Error);

        var releases = City.ReleasesOf(workspace.Path, Project).ToList();
        Assert.Equal(2, releases.Count);
        var cells = Cells(releases[0]);
        Assert.Equal(cells, Cells(releases[1]));
        Assert.Contains(cells, c => c.Award is not null);
        Assert.All(cells, c => Assert.True(c.Award is not { } award || (award % 10 == 0 && c.Families >= 10)));
        Assert.All(cells, c => Assert.Equal(c.Award is { } award ? Math.Round((decimal)award / c.Families!.Value, 4, MidpointRounding.AwayFromZero) : null, c.Mean));
        foreach (var release in releases)
        {
            Assert.Empty(Node.Validate("release-statement.schema.json", Path.Combine(release, "statement.json")));
            Assert.Empty(Node.Validate("datapackage.schema.json", Path.Combine(release, "datapackage.json")));
            Assert.Contains("Sums by column", await File.ReadAllTextAsync(Path.Combine(release, "quality.html")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Run_RuleThatSaysNothingOfSums_IsRefusedBeforeAnyDataIsRead()
    {
        using var workspace = await city.NewWorkspaceAsync(governance => Permit(governance, string.Empty));

        var ended = await city.RunAsync(Project, workspace.Path, "--schemas", Ask(workspace));

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(ended.Json().GetProperty("refusals").EnumerateArray(), r => r.GetProperty("code").GetString() == "DISCLOSURE_FAILED");
        Assert.Empty(Directory.GetFiles(workspace.Path, "*.parquet", SearchOption.AllDirectories));
    }

    private static void Permit(string governance, string sums)
    {
        var path = Path.Combine(governance, "rules", Rule);
        Workspace.Edit(path, "\noutputs:\n", $"""

              - name: awards
                text: Claimants of the cohort and what they are paid a week, by ward.
                digest: "{QueryDigest.Of(Sql)}"

            outputs:

            """);
        Workspace.Edit(path, "      household_type: [Select, Output]\n", "      household_type: [Select, Output]\n      weekly_award_gbp: [Select, Output]\n");
        Workspace.Edit(path, "      - { name: families, role: Count }\n", """
                  - { name: families, role: Count }
                  - { name: award, role: Sum, sources: [benefits-ctr-hb.weekly_award_gbp] }
                  - { name: mean, role: Ratio, numerator: award, denominator: families }

            """);
        Workspace.Edit(path, "disclosure: { ", $"disclosure: {{ {sums}");
        SignedRules.Sign(governance, Rule);
    }

    private static string Ask(Workspace workspace)
    {
        var schemas = workspace.CopySchemas();
        var project = Path.Combine(schemas, "cohorts", Project + ".yaml");
        File.WriteAllText(Path.Combine(schemas, "cohorts", "child-poverty-awards.sql"), Sql);
        Workspace.Edit(project, "      household_type: [Select, Output]\n", "      household_type: [Select, Output]\n      weekly_award_gbp: [Select, Output]\n");
        Workspace.Edit(project, "\noutputs:\n", """

            outputs:
              - name: awards
                kind: Aggregate
                granularity: Ward
                query: child-poverty-awards.sql
                columns:
                  - { name: ward_code, role: Dimension, sources: [benefits-ctr-hb.ward_code] }
                  - { name: families, role: Count, sources: [] }
                  - { name: award, role: Sum, sources: [benefits-ctr-hb.weekly_award_gbp] }
                  - { name: mean, role: Ratio, sources: [], numerator: award, denominator: families }

            """);
        return schemas;
    }

    private static IReadOnlyList<(string Ward, long? Families, long? Award, decimal? Mean)> Cells(string release)
    {
        using var session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 256 });
        return session.Query(
            $"SELECT coalesce(ward_code, ''), families, award, CAST(mean AS VARCHAR) FROM read_parquet('{Path.Combine(release, "data", "awards.parquet")}') ORDER BY 1",
            r => (
                r.GetString(0),
                r.IsDBNull(1) ? (long?)null : r.GetInt64(1),
                r.IsDBNull(2) ? (long?)null : r.GetInt64(2),
                r.IsDBNull(3) ? (decimal?)null : decimal.Parse(r.GetString(3), System.Globalization.CultureInfo.InvariantCulture)),
            CancellationToken.None);
    }
}
