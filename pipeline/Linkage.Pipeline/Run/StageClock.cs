using System.Diagnostics;

namespace Linkage.Pipeline.Run;

/// <summary>Measures one stage: wall time and peak memory.</summary>
internal sealed class StageClock
{
    private readonly string _stage;
    private readonly long _start;

    private StageClock(string stage)
    {
        _stage = stage;
        _start = Stopwatch.GetTimestamp();
    }

    /// <summary>Starts a stage and tells the observer.</summary>
    public static StageClock Start(string stage, IRunObserver observer)
    {
        observer.StageStarted(stage);
        PeakMemory.Restart();
        return new StageClock(stage);
    }

    /// <summary>Adds the parts up into the stage's report.</summary>
    /// <exception cref="InvalidOperationException">Rows were lost: in is not kept plus rejected.</exception>
    public StageReport Finish(IReadOnlyList<StagePart> parts)
    {
        var report = new StageReport
        {
            Name = _stage,
            In = parts.Sum(p => p.In),
            Kept = parts.Sum(p => p.Kept),
            RejectedByReason = Sum(parts.Select(p => p.RejectedByReason)),
            WarnedByReason = Sum(parts.Select(p => p.WarnedByReason)),
            Seconds = Math.Round(Stopwatch.GetElapsedTime(_start).TotalSeconds, 3),
            PeakMib = PeakMemory.Mib(),
            Reused = parts.Count > 0 && parts.All(p => p.Reused),
            Parts = parts,
        };
        return report.Reconciles
            ? report
            : throw new InvalidOperationException($"Stage {_stage} lost rows: {report.In} in, {report.Kept} kept, {report.Rejected} rejected.");
    }

    private static SortedDictionary<string, long> Sum(IEnumerable<IReadOnlyDictionary<string, long>> counts)
    {
        var sum = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (reason, rows) in counts.SelectMany(c => c))
        {
            sum[reason] = sum.GetValueOrDefault(reason) + rows;
        }

        return sum;
    }
}
