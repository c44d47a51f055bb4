using Linkage.Matching.Training;

namespace Linkage.Matching.Scoring;

/// <summary>The models of a run by pair of datasets. Most runs have one for all.</summary>
internal sealed class PairModels
{
    private readonly byte[] _datasets;
    private readonly short[] _numbers;
    private readonly int _inputs;

    /// <summary>Prepares the models.</summary>
    /// <param name="run">The run.</param>
    /// <param name="models">Which model weighs which pairs.</param>
    internal PairModels(LinkRun run, LinkModels models)
    {
        _datasets = run.Store.Datasets;
        _inputs = run.Datasets.Count;
        _numbers = new short[_inputs * _inputs];
        var counts = run.Counts;
        var all = new List<PairModel>();
        if (models.General is { } general)
        {
            all.Add(Of(general, PairPriors.OfRun(general, run.RecordCount, run.PossiblePairs)));
        }

        for (var left = 0; left < _inputs; left++)
        {
            for (var right = left; right < _inputs; right++)
            {
                if (models.Own(run.Datasets[left], run.Datasets[right]) is not { } own)
                {
                    continue;
                }

                _numbers[left * _inputs + right] = _numbers[right * _inputs + left] = (short)all.Count;
                all.Add(Of(own, PairPriors.OfDatasets(own, run.RecordsByInput[left], left == right ? null : run.RecordsByInput[right])));
            }
        }

        All = all;

        PairModel Of(LinkModel model, PairPriors priors) => new(model, new PatternScorer(model, run.Comparisons, run.Settings, priors), new PairRarity(counts, model));
    }

    /// <summary>The models; the general one, where there is one, is the first.</summary>
    internal IReadOnlyList<PairModel> All { get; }

    /// <summary>Least log odds of a link, natural logarithm.</summary>
    internal double Least => All[0].Scorer.Least;

    /// <summary>The number of the model that weighs a pair of records.</summary>
    internal int NumberOf(int left, int right) => All.Count == 1 ? 0 : _numbers[_datasets[left] * _inputs + _datasets[right]];

    /// <summary>The model that weighs a pair of records.</summary>
    internal PairModel Of(int left, int right) => All[NumberOf(left, right)];
}
