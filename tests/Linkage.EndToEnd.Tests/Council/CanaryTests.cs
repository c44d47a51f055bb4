using System.Text;
using Linkage.Matching.Duck;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>
/// What must hold, 2: identifiers never leave the identity zone, except into an outreach release whose rule says so. Sentinel values are planted
/// in every kind of column, good runs and forced failures follow, and every file and every word printed is searched.
/// </summary>
[Collection(CityCollection.Name)]
public sealed class CanaryTests(City city)
{
    private const string Forename = "Zyxwilda";
    private const string Surname = "Quokkabridge";
    private const string Street = "Xylographers Wynd";
    private const string Email = "qxzcanary@example.org";
    private const string RecordId = "CANARY77415";

    private static readonly string[] Sentinels = [Forename, Surname, Street, Email, RecordId, "CANARYNOTES", "ZQ775511C"];

    [Fact]
    public async Task Run_WithSentinels_KeepsThemInTheIdentityZoneAndTheOutreachOnly()
    {
        using var workspace = city.NewWorkspace();
        var sources = workspace.CopySources(city.Sources);
        Plant(sources);
        var schemas = workspace.CopySchemas();
        var said = new StringBuilder();

        await Say(0, "homes-and-money");
        await Say(0, "child-poverty-research");
        await Say(2, "arrears-recovery");

        // Forced failures: a refused query, a damaged file, a file whose columns moved, a revoked rule, a workspace that cannot be written.
        File.WriteAllText(Path.Combine(schemas, "cohorts", "homes-and-money.sql"), $"SELECT person_key FROM rent_arrears_panel WHERE error('{Forename}')");
        await Say(2, "homes-and-money", "--schemas", schemas);
        var benefits = Path.Combine(sources, "ctr_hb_caseload.txt");
        var text = File.ReadAllText(benefits, Encoding.Latin1);
        File.WriteAllText(benefits, text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..], Encoding.Latin1);
        await Say(2, "child-poverty-research");
        File.WriteAllText(benefits, text.Replace(';', '|'), Encoding.Latin1);
        await Say(2, "child-poverty-research");

        foreach (var sentinel in Sentinels)
        {
            Assert.False(said.ToString().Contains(sentinel, StringComparison.OrdinalIgnoreCase), "A sentinel was printed.");
        }

        var found = FilesWithSentinels(workspace.Path);
        Assert.NotEmpty(found);
        Assert.All(found, f => Assert.True(f.StartsWith("zones/release/homes-and-money/", StringComparison.Ordinal), f));
        Assert.Contains(found, f => f.EndsWith("outreach.parquet", StringComparison.Ordinal));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(workspace.Path, "zones", "identity"), "identity.parquet.sealed", SearchOption.AllDirectories));

        async Task Say(int exitCode, string project, params IEnumerable<string> more)
        {
            var ended = await city.RunAsync(project, workspace.Path, ["--sources", sources, .. more]);
            Assert.True(ended.ExitCode == exitCode, $"{project}: exit code {ended.ExitCode} {ended.Output}");
            said.Append(ended.Output).Append(ended.Error);
        }
    }

    private static void Plant(string sources)
    {
        File.AppendAllText(
            Path.Combine(sources, "rent_arrears_panel_2026-10.csv"),
            $"{RecordId},T1,Mrs,{Forename},{Surname},03/04/1971,\"7 {Street}, Ashgrove\",AG1 1AA,990000123456,07700900123,{Email},812.50,9,01/10/2026,COUNCIL,E05990001\r\n"
            + $"{RecordId}B,T2,Mrs,{Forename},{Surname},not a date,\"7 {Street}, Ashgrove\",AG1 1AA,990000123456,07700900123,{Email},812.50,9,01/10/2026,COUNCIL,E05990001\r\n");
        File.AppendAllText(
            Path.Combine(sources, "contact_centre_food_vouchers_202610.csv"),
            $"{RecordId}V|Mrs {Forename} {Surname}|1971-04-03|7 {Street}, Ashgrove|AG1 1AA|07700900123|letter|benefit delay|2|05-Oct-2026|CANARYNOTES rang twice\r\n",
            Encoding.Latin1);
        File.AppendAllText(
            Path.Combine(sources, "ctr_hb_caseload.txt"),
            $"{RecordId}C;ZQ775511C;{Surname};{Forename};19710403;F;990000123456;7 {Street};AG1 1AA;CTR;21.50;LONE_PARENT;2;E05990001\r\n",
            Encoding.Latin1);
        File.AppendAllText(
            Path.Combine(sources, "dwp_lcf_202610.csv"),
            $"\"{RecordId}D\",\"ZQ775511C\",\"{Surname}\",\"{Forename}\",\"03041971\",\"7 {Street}\",\"AG1 1AA\",\"LONE_PARENT\",\"05052023\",\"2\",\"310.00\",\"Y\"\r\n");
    }

    // Plain bytes are searched as they are, Parquet as an engine reads it: compression would hide a value from a plain search.
    private static List<string> FilesWithSentinels(string workspace)
    {
        using var session = DuckSession.Open(new DuckOptions());
        return [.. Directory.EnumerateFiles(workspace, "*", SearchOption.AllDirectories)
            .Where(f => Holds(f, session))
            .Select(f => Path.GetRelativePath(workspace, f).Replace(Path.DirectorySeparatorChar, '/'))];
    }

    private static bool Holds(string path, DuckSession session)
    {
        var bytes = File.ReadAllBytes(path);
        var plain = Encoding.Latin1.GetString(bytes);
        if (Sentinels.Any(s => plain.Contains(s, StringComparison.OrdinalIgnoreCase)))
        {
            return true;
        }

        if (!path.EndsWith(".parquet", StringComparison.Ordinal))
        {
            return false;
        }

        var pattern = string.Join('|', Sentinels);
        return session.Scalar<long>(
            $"SELECT count(*) FROM read_parquet({SqlName.Literal(path)}) AS t WHERE regexp_matches(CAST(t AS VARCHAR), $1, 'i')", [pattern], CancellationToken.None) > 0;
    }
}
