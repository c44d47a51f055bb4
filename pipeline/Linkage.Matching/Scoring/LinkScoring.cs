using Linkage.Matching.Training;

namespace Linkage.Matching.Scoring;

/// <summary>Scoring with the models of a run: pairs are gone through, those that can become links are weighed. Holds the frequencies of the values meanwhile.</summary>
internal sealed class LinkScoring : IDisposable
{
    private readonly LinkRun _run;
    private readonly PairModels _models;
    private readonly ScanOptions _options;
    private readonly Scorer _weigher;

    internal LinkScoring(LinkRun run, LinkModels models, CancellationToken cancellationToken)
    {
        _run = run;
        _models = new PairModels(run, models);
        _options = new ScanOptions(Weights: new PairWeights(_models.All, run.Comparisons));
        _weigher = new Scorer(run.Session, run.Comparisons, _models.All, run.RuleNames, cancellationToken);
    }

    /// <summary>The records as they are compared and scored.</summary>
    internal ComparedRecords Compared =>
        new(_run.Store, _run.Kernel, _run.Scan, _models, _run.Fields, _run.Comparisons, _run.RuleNames, _run.Datasets);

    /// <summary>Goes through some pieces and writes the pairs that can become links to lnk_pattern.</summary>
    /// <returns>Pairs by rule of the scan, and the distinct patterns of the pairs written, by model.</returns>
    internal (long[] Found, IReadOnlyList<(int Model, long Pattern)> Patterns) Scan(IReadOnlyList<ScanPiece> pieces, Action<long>? done, CancellationToken cancellationToken)
    {
        using var writer = new CandidateWriter(_run.Session, _models, cancellationToken);
        var visitors = Enumerable.Range(0, _run.Scan.Workers).Select(_ => writer.ForWorker()).ToList();
        var found = _run.Scan.Run(pieces, _options, visitors, done, cancellationToken);
        _run.Kept?.Compare(_run.Kernel, visitors[0], cancellationToken);
        visitors.ForEach(v => v.Flush());
        return (found, writer.Patterns);
    }

    /// <summary>Makes lnk_link of the pairs written; returns its rows.</summary>
    internal long Weigh(IReadOnlyList<(int Model, long Pattern)> patterns, CancellationToken cancellationToken) => _weigher.Score(patterns, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _weigher.Dispose();
}
