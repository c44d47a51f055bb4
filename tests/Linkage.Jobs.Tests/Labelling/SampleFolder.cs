using Linkage.Matching;
using Linkage.Matching.Duck;
using Linkage.Matching.Review;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Labelling;

/// <summary>A review made for a test.</summary>
internal static class SampleFolder
{
    public static ReviewFolder Make(TemporaryFolder folder, int pairs, string forename = "Ann")
    {
        using var session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 256 });
        session.Execute(
            $"CREATE TABLE link AS SELECT 'a' AS left_dataset, i::VARCHAR AS left_id, 'b' AS right_dataset, i::VARCHAR AS right_id, 0.9 AS match_probability, 3.2 AS match_weight, 1 AS level_forename FROM range({pairs}) t(i)",
            CancellationToken.None);
        session.Execute("CREATE TABLE a AS SELECT left_id AS id, $1 AS name FROM link", [forename], CancellationToken.None);
        session.Execute("CREATE TABLE b AS SELECT * FROM a", CancellationToken.None);
        LinkInput Input(string name) => new() { Dataset = name, Relation = new SqlName(name), RecordIdColumn = "id", Columns = [new LinkColumn("name", FieldMeaning.Forename)] };
        return ReviewExporter.Export(
            session,
            new SqlName("link"),
            [Input("a"), Input("b")],
            [new ReviewComparison("forename", ["exact", "anything else"])],
            new ReviewRun(new string('a', 64), new string('b', 64), new string('c', 64), [new string('d', 64)]),
            new ReviewSettings { Pairs = pairs },
            folder.PathOf("review"),
            CancellationToken.None);
    }
}
