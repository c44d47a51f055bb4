using Linkage.Matching.Duck;
using Linkage.Matching.Training;

namespace Linkage.Matching.Tests.Training;

public sealed class ModelOfARunTests
{
    private static readonly LinkInput[] Inputs = [MatchingSession.Input("a", SyntheticPeople.Columns), MatchingSession.Input("b", SyntheticPeople.Columns)];

    [Theory]
    [InlineData(TrainingMethod.Population, false)]
    [InlineData(TrainingMethod.Population, true)]
    [InlineData(TrainingMethod.PerRule, false)]
    [InlineData(TrainingMethod.PerRule, true)]
    public void Link_OneTwoOrThreeThreads_GiveTheSameModel(TrainingMethod method, bool sampled)
    {
        var bytes = new List<byte[]>();
        foreach (var threads in new[] { 1, 2, 3 })
        {
            using var session = MatchingSession.Open(threads);
            SyntheticPeople.Make(session, 3_000);
            session.Execute("CREATE TABLE labels AS SELECT 'a' AS left_dataset, a.id AS left_id, 'b' AS right_dataset, b.id AS right_id, true AS is_match FROM a JOIN b USING (i) WHERE i % 9 = 0", CancellationToken.None);
            var settings = new LinkSettings { TrainingMethod = method, Labels = new SqlName("labels"), CompareAllBelow = 0, TrainingPairs = sampled ? 5_000 : 10_000_000 };

            bytes.Add(Linker.Link(session, Inputs, settings, null, CancellationToken.None).Model.ToBytes());
        }

        Assert.Equal(bytes[0], bytes[1]);
        Assert.Equal(bytes[0], bytes[2]);
    }

    [Fact]
    public void Link_Trained_TellsHowAndOnWhat()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 2_000);
        LinkResult Train(LinkSettings settings) => Linker.Link(session, Inputs, settings, null, CancellationToken.None);

        var result = Train(new LinkSettings());

        var model = result.Model;
        Assert.Equal((TrainingMethod.Population, 2), (model.Method, model.Format));
        Assert.Equal(new TrainingCounts(result.RecordCount, result.PossiblePairs, result.PairsCompared, 0, 0), model.Counts);
        Assert.Equal(64, model.SettingsDigest.Length);
        Assert.Equal(model.SettingsDigest, Train(new LinkSettings { MinimumProbability = .9 }).Model.SettingsDigest);
        Assert.NotEqual(model.SettingsDigest, Train(new LinkSettings { MaxRounds = 199 }).Model.SettingsDigest);
        Assert.NotEqual(model.SettingsDigest, Train(new LinkSettings { NameLift = false }).Model.SettingsDigest);
    }

    [Fact]
    public void Link_RoundsRunOut_WarnsOfTheParameterThatMovedMost()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 2_000);

        var result = Linker.Link(session, Inputs, new LinkSettings { MaxRounds = 3 }, null, CancellationToken.None);

        var moved = Assert.Single(result.Model.Sessions).MovedMost;
        Assert.NotNull(moved);
        Assert.Contains(result.Warnings, w => w.StartsWith($"Training on every possible pair did not converge in 3 rounds; {moved} still changed by ", StringComparison.Ordinal));
    }

    [Fact]
    public void Link_FrozenModel_ScoresToTheSameLinks()
    {
        using var folder = new TestKit.TemporaryFolder();
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 2_000);
        var trained = Linker.Link(session, Inputs, new LinkSettings { TrainingMethod = TrainingMethod.PerRule, TermFrequencies = TermFrequencyForm.Plain }, null, CancellationToken.None);
        var expected = MatchingSession.Rows(session, $"FROM {trained.Links} ORDER BY left_rid, right_rid");
        trained.Model.Save(folder.PathOf("model.json"));

        var frozen = Linker.Link(session, Inputs, new LinkSettings { Model = LinkModel.Load(folder.PathOf("model.json")) }, null, CancellationToken.None);

        Assert.True(expected.Count > 400);
        Assert.Equal(expected, MatchingSession.Rows(session, $"FROM {frozen.Links} ORDER BY left_rid, right_rid"));
    }
}
