using Linkage.Matching.Duck;
using Linkage.Pipeline.Release;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>A trial with the real program: what the rule permits, month after month, and what stops it.</summary>
[Collection(AftermathCollection.Name)]
public sealed class TrialRunTests(City city)
{
    private const string Project = "child-poverty-research";
    private const string Rule = "child-poverty-research.v1.yaml";
    private const string Sql = "SELECT arm, count(*) AS families FROM cohort GROUP BY arm\n";
    private const string Later = "2026-12-22T12:00:00Z";

    [Fact]
    public async Task Run_TwoMonths_EverybodyKeepsTheirArmAndTheReleaseSaysSo()
    {
        using var workspace = await city.NewWorkspaceAsync(Permit);
        var schemas = Ask(workspace);

        var first = await city.RunAsync(Project, workspace.Path, "--schemas", schemas);
        Assert.True(first.ExitCode == 0, first.Output + first.Error);
        var register = Register(workspace);
        var second = await city.RunAsync(Project, workspace.Path, "--schemas", schemas, "--at", Later);
        Assert.True(second.ExitCode == 0, second.Output + second.Error);

        // Nobody is dealt again, and the register of each month is whole.
        var arms = Arms(register[0]);
        Assert.Equal(["reminder", "usual-service"], arms.Values.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(2, Register(workspace).Count);
        Assert.All(Register(workspace), r => Assert.Equal(arms, Arms(r)));

        foreach (var release in City.ReleasesOf(workspace.Path, Project))
        {
            Assert.Empty(Node.Validate("release-statement.schema.json", Path.Combine(release, "statement.json")));
            Assert.Equal(0, (await LinkageProcess.RunAsync("verify", release, "--key", Path.Combine(workspace.Keys, "signing-public.pem"), "--at", Later)).ExitCode);
            var page = await File.ReadAllTextAsync(Path.Combine(release, "quality.html"));
            Assert.Contains("<caption>By arm</caption>", page, StringComparison.Ordinal);
            Assert.Contains("usual-service", page, StringComparison.Ordinal);
        }

        Assert.Contains("key-used Arm", new GrantFiles(workspace.Path).EventsOf(Project));

        // What the register says is not there for the third month: nobody is dealt again.
        Directory.Delete(Path.Combine(workspace.Path, "zones", "research", "enrolment"), recursive: true);
        var third = await city.RunAsync(Project, workspace.Path, "--schemas", schemas, "--at", "2027-01-22T12:00:00Z");
        Assert.Equal(2, third.ExitCode);
        Assert.Contains("TRIAL_REGISTER_MISSING", third.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ControlThatTheRuleDoesNotPermit_IsRefusedBeforeAnyDataIsRead()
    {
        using var workspace = await city.NewWorkspaceAsync(governance =>
        {
            Permit(governance);
            Workspace.Edit(Path.Combine(governance, "rules", Rule), "  controlArms: [usual-service]\n", string.Empty);
            SignedRules.Sign(governance, Rule);
        });

        var ended = await city.RunAsync(Project, workspace.Path, "--schemas", Ask(workspace));

        Assert.Equal(2, ended.ExitCode);
        var refusal = Assert.Single(ended.Json().GetProperty("refusals").EnumerateArray());
        Assert.Equal(("Start", "CONTROL_ARM_NOT_PERMITTED"), (refusal.GetProperty("stage").GetString(), refusal.GetProperty("code").GetString()));
        Assert.Empty(Directory.GetFiles(workspace.Path, "*.parquet", SearchOption.AllDirectories));
    }

    private static void Permit(string governance)
    {
        var path = Path.Combine(governance, "rules", Rule);
        Workspace.Edit(path, "\noutputs:\n", $"""

              - name: arms
                text: Claimants of the cohort counted by the arm they are in.
                digest: "{QueryDigest.Of(Sql)}"

            trial:
              id: reminder-2026
              text: Whether a reminder brings families what they are entitled to. The others get it when the trial is over.
              unit: Household
              assignment: Random
              arms: [{"{"} name: reminder, share: 2 {"}"}, {"{"} name: usual-service, share: 1 {"}"}]
              controlArms: [usual-service]
              strata: [ward_code]

            outputs:

            """);
        Workspace.Edit(path, "      - { name: families, role: Count }\n", "      - { name: families, role: Count }\n      - { name: arm, role: Dimension }\n");
        SignedRules.Sign(governance, Rule);
    }

    private static string Ask(Workspace workspace)
    {
        var schemas = workspace.CopySchemas();
        var project = Path.Combine(schemas, "cohorts", Project + ".yaml");
        File.WriteAllText(Path.Combine(schemas, "cohorts", "child-poverty-arms.sql"), Sql);
        Workspace.Edit(project, "\noutputs:\n", """

            trial:
              id: reminder-2026
              unit: Household
              assignment: Random
              arms: [{ name: reminder, share: 2 }, { name: usual-service, share: 1, control: true }]
              strata: [ward_code]

            outputs:
              - name: arms
                kind: Aggregate
                granularity: Ward
                query: child-poverty-arms.sql
                columns:
                  - { name: arm, role: Dimension, sources: [] }
                  - { name: families, role: Count, sources: [] }

            """);
        return schemas;
    }

    private static List<string> Register(Workspace workspace) =>
        [.. Directory.GetFiles(Path.Combine(workspace.Path, "zones", "research", "enrolment", Project, "reminder-2026"), "register.parquet", SearchOption.AllDirectories)];

    private static SortedDictionary<string, string> Arms(string register)
    {
        using var session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 256 });
        var rows = session.Query($"SELECT dataset || ' ' || hex(record_key), arm FROM read_parquet('{register}')", r => (Record: r.GetString(0), Arm: r.GetString(1)), CancellationToken.None);
        return new SortedDictionary<string, string>(rows.ToDictionary(r => r.Record, r => r.Arm), StringComparer.Ordinal);
    }
}
