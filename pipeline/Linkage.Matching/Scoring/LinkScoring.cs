using Linkage.Matching.Training;

namespace Linkage.Matching.Scoring;

/// <summary>Scoring with one model: pairs are gone through, those that can become links are weighed. Holds the frequencies of the values meanwhile.</summary>
internal sealed class LinkScoring : IDisposable
{
    private readonly LinkRun _run;
    private readonly PatternScorer _scorer;
    private readonly PairRarity _rarity;
    private readonly ScanOptions _options;
    private readonly Scorer _weigher;

    internal LinkScoring(LinkRun run, LinkModel model, CancellationToken cancellationToken)
    {
        _run = run;
        _scorer = new PatternScorer(model, run.Comparisons, run.Settings, run.RecordCount, run.PossiblePairs);
        _rarity = new PairRarity(run.Store, run.Comparisons, model);
        _options = new ScanOptions(Weights: new PairWeights(_scorer, _rarity, run.Comparisons, model));
        _weigher = new Scorer(run.Session, run.Comparisons, model, _scorer, run.RuleNames, cancellationToken);
    }

    /// <summary>The records as they are compared and scored.</summary>
    internal ComparedRecords Compared =>
        new(_run.Store, _run.Kernel, _run.Scan, _scorer, _rarity, _run.Fields, _run.Comparisons, _run.RuleNames, _run.Datasets);

    /// <summary>Goes through some pieces and writes the pairs that can become links to lnk_pattern.</summary>
    /// <returns>Pairs by rule of the scan, and the distinct patterns of the pairs written.</returns>
    internal (long[] Found, IReadOnlyList<long> Patterns) Scan(IReadOnlyList<ScanPiece> pieces, Action<long>? done, CancellationToken cancellationToken)
    {
        using var writer = new CandidateWriter(_run.Session, _scorer, _rarity, cancellationToken);
        var visitors = Enumerable.Range(0, _run.Scan.Workers).Select(_ => writer.ForWorker()).ToList();
        var found = _run.Scan.Run(pieces, _options, visitors, done, cancellationToken);
        _run.Kept?.Compare(_run.Kernel, visitors[0], cancellationToken);
        visitors.ForEach(v => v.Flush());
        return (found, writer.Patterns);
    }

    /// <summary>Makes lnk_link of the pairs written; returns its rows.</summary>
    internal long Weigh(IReadOnlyList<long> patterns, CancellationToken cancellationToken) => _weigher.Score(patterns, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _weigher.Dispose();
}
