using Linkage.Matching.Duck;
using Linkage.Matching.Training;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Training;

/// <summary>The settings the README shows for training are the code that runs here.</summary>
public sealed class TrainingReadmeTests
{
    [Fact]
    public void Readme_TrainingSettings_TrainModels()
    {
        // README begins
        LinkSettings labelled = new() { Labels = new SqlName("labels") };                       // left_dataset, left_id, right_dataset, right_id, is_match
        LinkSettings counted = labelled with { LabelUse = LabelUse.Only };                      // m from the labelled matches alone
        LinkSettings asSplink = new() { TrainingMethod = TrainingMethod.PerRule, TermFrequencies = TermFrequencyForm.Plain, DeterministicRecall = 0.7 };
        LinkSettings plain = new() { HouseholdExplanation = false, NameLift = false };          // Fellegi-Sunter without our two additions
        // README ends

        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 1_500);
        session.Execute("CREATE TABLE labels AS SELECT 'a' AS left_dataset, a.id AS left_id, 'b' AS right_dataset, b.id AS right_id, true AS is_match FROM a JOIN b USING (i)", CancellationToken.None);
        foreach (var settings in new[] { labelled, counted, asSplink, plain })
        {
            var result = Linker.Link(session, [MatchingSession.Input("a", SyntheticPeople.Columns), MatchingSession.Input("b", SyntheticPeople.Columns)], settings, null, CancellationToken.None);
            Assert.True(result.Model is { Trained: true, Converged: true });
            Assert.InRange(result.LinkCount, 350, 600);
        }
    }

    [Fact]
    public void Readme_TrainingSettings_AreTheCodeOfThisTest()
    {
        var test = File.ReadAllText(RepositoryPaths.Of("tests", "Linkage.Matching.Tests", "Training", "TrainingReadmeTests.cs"));
        var from = test.IndexOf("// README begins", StringComparison.Ordinal) + 16;
        var readme = Lines(File.ReadAllText(RepositoryPaths.Of("pipeline", "Linkage.Matching", "README.md")));

        Assert.All(Lines(test[from..test.IndexOf("// README ends", StringComparison.Ordinal)]), line => Assert.Contains(line, readme));
    }

    private static List<string> Lines(string text) => [.. text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];
}
