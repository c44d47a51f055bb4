using Linkage.Matching.Training;

namespace Linkage.Matching.Scoring;

/// <summary>Scoring with the models of a run: pairs are gone through and weighed, those at or above the threshold become links.</summary>
internal sealed class LinkScoring
{
    private readonly LinkRun _run;
    private readonly PairModels _models;
    private readonly ScanOptions _options;
    private readonly LinkTable _links;

    internal LinkScoring(LinkRun run, LinkModels models)
    {
        _run = run;
        _models = new PairModels(run, models);
        _options = new ScanOptions(Weights: new PairWeights(_models.All, run.Comparisons));
        _links = new LinkTable(run.Session, run.Comparisons, _models.All, run.RuleNames, run.RecordIdFunction);
    }

    /// <summary>The records as they are compared and scored.</summary>
    internal ComparedRecords Compared =>
        new(_run.Store, _run.Kernel, _run.Scan, _models, _run.Fields, _run.Comparisons, _run.RuleNames, _run.Datasets);

    /// <summary>Goes through some pieces and writes those that are links to lnk_candidate.</summary>
    /// <returns>Pairs by rule of the scan.</returns>
    internal long[] Scan(IReadOnlyList<ScanPiece> pieces, Action<long>? done, CancellationToken cancellationToken)
    {
        var writer = new CandidateWriter(_run.Session, _models, cancellationToken);
        var visitors = Enumerable.Range(0, _run.Scan.Workers).Select(_ => writer.ForWorker()).ToList();
        var found = _run.Scan.Run(pieces, _options, visitors, done, cancellationToken);
        _run.Kept?.Compare(_run.Kernel, visitors[0], cancellationToken);
        visitors.ForEach(v => v.Flush());
        return found;
    }

    /// <summary>Makes lnk_link of the pairs written; returns its rows.</summary>
    internal long Links(CancellationToken cancellationToken) => _links.Write(cancellationToken);
}
