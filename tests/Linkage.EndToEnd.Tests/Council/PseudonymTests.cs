using Linkage.Matching.Duck;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>What must hold, 3: pseudonyms of two grants share no value.</summary>
[Collection(RunCollection.Name)]
public sealed class PseudonymTests(City city)
{
    [Fact]
    public async Task Spine_OfTheSamePeopleUnderAnotherGrant_SharesNoKey()
    {
        using var workspace = await city.NewWorkspaceAsync(governance => File.Delete(Path.Combine(governance, "rules", "homes-and-money.v4.yaml")));
        Assert.Equal(0, (await city.RunAsync("homes-and-money", workspace.Path)).ExitCode);
        await City.ImportAsync(RepositoryPaths.Governance, workspace.Path);
        Assert.Equal(0, (await city.RunAsync("homes-and-money", workspace.Path)).ExitCode);
        var spines = Directory.GetFiles(Path.Combine(workspace.Path, "zones", "research", "spine"), "spine.parquet", SearchOption.AllDirectories);
        Assert.Equal(2, spines.Length);

        using var session = DuckSession.Open(new DuckOptions());
        var files = SqlName.LiteralList(spines);

        Assert.True(Count("SELECT count(*) FROM a JOIN b USING (dataset, record_key)") > 1000, "The two grants cover the same records.");
        Assert.Equal(0, Count("SELECT count(*) FROM a JOIN b ON a.person_key = b.person_key"));
        Assert.Equal(0, Count("SELECT count(*) FROM a JOIN b ON a.household_key = b.household_key"));
        Assert.Equal(0, Count("SELECT count(*) FROM a JOIN b ON a.person_key = b.household_key OR a.person_key = b.record_key"));
        Assert.Equal(0, Count($"SELECT count(*) FROM read_parquet({files}) WHERE octet_length(person_key) <> 32 OR octet_length(record_key) <> 32"));

        long Count(string sql) => session.Scalar<long>(
            $"WITH a AS (SELECT * FROM read_parquet({SqlName.Literal(spines[0])})), b AS (SELECT * FROM read_parquet({SqlName.Literal(spines[1])})) {sql}", CancellationToken.None);
    }
}
