namespace Linkage.Jobs.Store;

/// <summary>One stage of a run.</summary>
internal sealed class StageRow
{
    /// <summary>The run.</summary>
    public string RunId { get; init; } = string.Empty;

    /// <summary>Place in the run, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Extract, Pseudonymise, Link, Gate or Release.</summary>
    public required string Name { get; init; }

    /// <summary>False while it runs, or when the run ended within it.</summary>
    public bool Finished { get; set; }

    /// <summary>Rows offered.</summary>
    public long RowsIn { get; set; }

    /// <summary>Rows passed on.</summary>
    public long RowsKept { get; set; }

    /// <summary>Rows not passed on.</summary>
    public long RowsRejected { get; set; }

    /// <summary>The whole report as JSON: counts by reason and by part.</summary>
    public string Report { get; set; } = "{}";

    /// <summary>Wall time.</summary>
    public double Seconds { get; set; }

    /// <summary>Peak resident memory in MiB.</summary>
    public double PeakMib { get; set; }
}
