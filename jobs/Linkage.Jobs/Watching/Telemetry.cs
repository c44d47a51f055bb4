using System.Diagnostics;
using System.Diagnostics.Metrics;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Watching;

/// <summary>
/// The only place that makes spans and measurements. It takes attributes of <see cref="TelemetryAttribute"/> and nothing else, and costs nothing while nobody listens.
/// </summary>
internal static class Telemetry
{
    /// <summary>Name of the source of spans and of the meter.</summary>
    public const string Name = "Linkage";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Runs = Meter.CreateCounter<long>("linkage.runs", "{run}", "Runs that ended, by outcome.");
    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>("linkage.refusals", "{refusal}", "Why runs were refused or ended, by reason code.");
    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("linkage.rows", "{row}", "Rows offered to stages, passed on and not passed on.");
    private static readonly Histogram<double> StageDuration = Meter.CreateHistogram("linkage.stage.duration", "s", "Wall time of stages.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 14400] });
    private static readonly Gauge<double> PeakMemory = Meter.CreateGauge<double>("linkage.memory.peak", "By", "Peak resident memory of the process during a stage.");
    private static readonly Counter<long> Looks = Meter.CreateCounter<long>("linkage.looks", "{look}", "Looks of a host for what is due, by what kept it from one.");
    private static Func<(long Pending, double OldestSeconds)>? _slots;

    static Telemetry()
    {
        Meter.CreateObservableGauge("linkage.slots.pending", () => Slots() is { } slots ? [new Measurement<long>(slots.Pending)] : (IEnumerable<Measurement<long>>)[], "{slot}", "Slots that are under way, asked for or to be tried again.");
        Meter.CreateObservableGauge("linkage.slots.oldest.age", () => Slots() is { } slots ? [new Measurement<double>(slots.OldestSeconds)] : (IEnumerable<Measurement<double>>)[], "s", "How long ago the oldest pending slot was due; 0 when none is.");
    }

    /// <summary>Begins a span; null while nobody listens. Under the span that is under way.</summary>
    public static Activity? Begin(string name, params ReadOnlySpan<TelemetryValue> attributes) => Add(Source.StartActivity(name), attributes);

    /// <summary>Something that took no time worth telling, as a span of its own.</summary>
    public static void Point(string name, params ReadOnlySpan<TelemetryValue> attributes) => Add(Source.StartActivity(name), attributes)?.Dispose();

    /// <summary>Ends a span.</summary>
    /// <param name="span">The span, or null.</param>
    /// <param name="code">The code of what ended it badly; null when nothing did.</param>
    /// <param name="attributes">What is known of it now.</param>
    public static void End(Activity? span, string? code, params ReadOnlySpan<TelemetryValue> attributes)
    {
        Add(span, attributes);
        if (code is not null)
        {
            Add(span, [TelemetryAttribute.ErrorType.With(code)])?.SetStatus(ActivityStatusCode.Error);
        }

        span?.Dispose();
    }

    /// <summary>A run ended.</summary>
    public static void CountRun(string project, string outcome) => Runs.Add(1, Tags(TelemetryAttribute.Project.With(project), TelemetryAttribute.Outcome.With(outcome)));

    /// <summary>A run was refused, or something ended it.</summary>
    public static void CountRefusal(string stage, string code) => Refusals.Add(1, Tags(TelemetryAttribute.Stage.With(stage), TelemetryAttribute.ErrorType.With(code)));

    /// <summary>A stage ended.</summary>
    public static void Measure(string project, StageReport report)
    {
        var (of, stage) = (TelemetryAttribute.Project.With(project), TelemetryAttribute.Stage.With(report.Name));
        StageDuration.Record(report.Seconds, Tags(of, stage, TelemetryAttribute.Reused.With(report.Reused)));
        PeakMemory.Record(report.PeakMib * 1024 * 1024, Tags(of, stage));
        Rows.Add(report.In, Tags(of, stage, TelemetryAttribute.Disposition.With("in")));
        Rows.Add(report.Kept, Tags(of, stage, TelemetryAttribute.Disposition.With("kept")));
        Rows.Add(report.Rejected, Tags(of, stage, TelemetryAttribute.Disposition.With("rejected")));
    }

    /// <summary>A host looked for what is due.</summary>
    /// <param name="code">What kept it from that; null when nothing did.</param>
    public static void CountLook(string? code)
    {
        if (code is null)
        {
            Looks.Add(1);
        }
        else
        {
            Looks.Add(1, Tags(TelemetryAttribute.ErrorType.With(code)));
        }
    }

    /// <summary>Says where the number of pending slots and the age of the oldest, in seconds, are found from now on; null when nobody knows.</summary>
    public static void WatchSlots(Func<(long Pending, double OldestSeconds)>? count) => Volatile.Write(ref _slots, count);

    private static (long Pending, double OldestSeconds)? Slots()
    {
        try
        {
            return Volatile.Read(ref _slots)?.Invoke();
        }
        catch (Exception e) when (e is System.Data.Common.DbException or Commands.ProblemException or InvalidOperationException or IOException)
        {
            return null;
        }
    }

    private static KeyValuePair<string, object?>[] Tags(params ReadOnlySpan<TelemetryValue> attributes)
    {
        var tags = new List<KeyValuePair<string, object?>>(attributes.Length);
        foreach (var attribute in attributes)
        {
            if (attribute.Pair is { } pair)
            {
                tags.Add(pair);
            }
        }

        return [.. tags];
    }

    private static Activity? Add(Activity? span, ReadOnlySpan<TelemetryValue> attributes)
    {
        foreach (var attribute in attributes)
        {
            if (attribute.Pair is { } pair)
            {
                span?.SetTag(pair.Key, pair.Value);
            }
        }

        return span;
    }
}
