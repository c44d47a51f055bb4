using Linkage.Matching.Clustering;
using Linkage.Matching.Duck;
using Linkage.Matching.Evaluation;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Evaluation;

/// <summary>The evaluation example of the engine's README is the code that runs here.</summary>
public sealed class EvaluationReadmeTests
{
    [Fact]
    public void Readme_Evaluation_SaysHowGoodARunIs()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 2_000);
        session.Execute(
            """
            CREATE VIEW truth AS FROM lnk_truth;
            CREATE TABLE people AS SELECT 'a' AS dataset, id AS record_id, sex, dob[7:9] AS age_band FROM a UNION ALL SELECT 'b', id, sex, dob[7:9] FROM b;
            CREATE TABLE labels AS SELECT 'b' AS left_dataset, b.id AS left_id, 'a' AS right_dataset, a.id AS right_id, true AS is_match FROM a JOIN b USING (i) WHERE i % 10 = 0
            """,
            CancellationToken.None);
        LinkInput[] inputs = [MatchingSession.Input("a", SyntheticPeople.Columns), MatchingSession.Input("b", SyntheticPeople.Columns)];

        // README begins
        var run = Linker.Link(session, inputs, new LinkSettings { MinimumProbability = 0.001, KeepRecords = true }, null, default);
        var clusters = Clusterer.Cluster(session, run.Links, run.Records, ["a", "b"], new ClusterSettings(), default);
        var result = Evaluator.Evaluate(session, run, new EvaluationRequest
        {
            Truth = new SqlName("truth"),                                           // dataset, record_id, entity
            Labels = new SqlName("labels"),                                         // left_dataset, left_id, right_dataset, right_id, is_match
            Clusters = clusters.Clusters,
            Groups = new SqlName("people"),
            GroupColumns = ["age_band", "sex"],     // dataset, record_id and the columns
        }, default);
        Console.WriteLine($"recall {result.Truth?.AtThreshold.Recall}, F1 {result.Truth?.AtThreshold.F1}");
        // README ends

        Assert.True(result.Truth!.AtThreshold.Recall > .9);
        Assert.Equal(["M", "F"], result.Groups.Where(g => g.Grouping == "sex").Select(g => g.Group).OrderDescending());
        Assert.True(result.Labels!.TruePairs > 20 && result.Labels.AtThreshold.Recall > .8);
    }

    [Fact]
    public void Readme_Evaluation_IsTheCodeOfThisTest()
    {
        var readme = File.ReadAllText(RepositoryPaths.Of("pipeline", "Linkage.Matching", "README.md"));
        var test = File.ReadAllText(RepositoryPaths.Of("tests", "Linkage.Matching.Tests", "Evaluation", "EvaluationReadmeTests.cs"));
        var example = test[(test.IndexOf("// README begins", StringComparison.Ordinal) + 16)..test.IndexOf("// README ends", StringComparison.Ordinal)];

        Assert.Contains(Squeezed(example), Squeezed(readme), StringComparison.Ordinal);
    }

    private static string Squeezed(string text) => string.Join('\n', text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0));
}
