using Linkage.Matching.Duck;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>The spine and the mounted tables of a real run, held against what the grant says and against an independent clustering.</summary>
[Collection(RunCollection.Name)]
public sealed class SpineTests(City city)
{
    private static readonly string[] Joined = ["food-vouchers", "rent-arrears-panel", "think-family"];

    private string Research => Path.Combine(city.Released, "zones", "research");

    [Fact]
    public void Mounted_Tables_HoldTheGrantedColumnsAndNoOther()
    {
        var folder = Directory.GetDirectories(Path.Combine(Research, "mounted", "homes-and-money")).Single();
        var expected = new Dictionary<string, string[]>
        {
            ["rent_arrears_panel"] = ["person_key", "arrears_gbp"],
            ["food_vouchers"] = ["person_key", "vouchers_issued"],
            ["think_family"] = ["person_key", "vulnerability_factors"],
            ["adult_social_care"] = ["person_key", "open_case"],
            ["suppressed.opt-out"] = ["person_key"],
            ["suppressed.protected-address"] = ["person_key"],
            ["suppressed.unsafe-to-contact"] = ["person_key"],
        };

        Assert.Equal(expected.Keys.Order(), Directory.GetFiles(folder, "*.parquet").Select(f => Path.GetFileNameWithoutExtension(f)).Order());
        Assert.All(expected, e => Assert.Equal(e.Value, Node.ReadParquet(Path.Combine(folder, $"{e.Key}.parquet")).Columns.Select(c => c.Name)));
    }

    [Fact]
    public void Links_Columns_TellNothingOfHowRareAValueIs()
    {
        foreach (var project in new[] { "homes-and-money", "child-poverty-research" })
        {
            var links = Node.ReadParquet(Path.Combine(Directory.GetDirectories(Path.Combine(Research, "spine", project)).Single(), "links.parquet"));
            Assert.All(links.Columns.Select(c => c.Name), name => Assert.True(
                name is "left_dataset" or "left_id" or "right_dataset" or "right_id" or "match_probability" or "key" or "blocking_rule" || name.StartsWith("level_", StringComparison.Ordinal), name));
        }

        using var session = DuckSession.Open(new DuckOptions());
        var probabilities = Rows(session, "links.parquet", "match_probability::VARCHAR, (match_probability = round(match_probability * 100) / 100)::VARCHAR, ''");
        Assert.All(probabilities, p => Assert.Equal("true", p.B));
        Assert.InRange(probabilities.Select(p => p.A).Distinct().Count(), 2, 50);
    }

    [Fact]
    public void Spine_Persons_AreTheComponentsOfTheJoinedDatasetsAlone()
    {
        using var session = DuckSession.Open(new DuckOptions());
        var spine = Rows(session, "spine.parquet", "dataset || '/' || hex(record_key), hex(person_key), dataset");
        var links = Rows(session, "links.parquet", "left_dataset || '/' || hex(left_id), right_dataset || '/' || hex(right_id), left_dataset || '|' || right_dataset");

        // An oracle of its own: union-find over the links between joined datasets. A link to a probed dataset must join nobody.
        var parent = spine.Where(s => Joined.Contains(s.C)).ToDictionary(s => s.A, s => s.A);
        foreach (var link in links.Where(l => l.C.Split('|').All(d => Joined.Contains(d))))
        {
            parent[Root(link.A)] = Root(link.B);
        }

        var person = spine.Where(s => Joined.Contains(s.C)).ToDictionary(s => s.A, s => s.B);
        var byComponent = person.GroupBy(p => Root(p.Key)).Select(g => g.Select(p => p.Value).Distinct().Count());
        Assert.All(byComponent, keys => Assert.Equal(1, keys));
        Assert.Equal(person.Keys.Select(Root).Distinct().Count(), person.Values.Distinct().Count());
        Assert.Contains(links, l => !l.C.Split('|').All(d => Joined.Contains(d)));

        string Root(string record)
        {
            while (parent[record] != record)
            {
                record = parent[record] = parent[parent[record]];
            }

            return record;
        }
    }

    private List<(string A, string B, string C)> Rows(DuckSession session, string file, string columns)
    {
        var path = Directory.GetFiles(Path.Combine(Research, "spine", "homes-and-money"), file, SearchOption.AllDirectories).Single();
        return [.. session.Query(
            $"SELECT {columns} FROM read_parquet({SqlName.Literal(path)})", r => (r.GetString(0), r.GetString(1), r.GetString(2)), CancellationToken.None)];
    }
}
