using System.Diagnostics;
using System.Globalization;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Extract.Compared;
using Linkage.Pipeline.Run;
using Linkage.TestKit;

namespace Linkage.Benchmarks;

/// <summary>Compares two deliveries of council tax, in the columns of its contract; of the later one a hundredth of the records is new.</summary>
internal static class CompletenessBenchmark
{
    /// <summary>Measures it.</summary>
    /// <param name="rows">Records in each.</param>
    /// <returns>A line of Markdown.</returns>
    public static string Run(int rows)
    {
        using var folder = new TemporaryFolder();
        var contract = ContractReader.LoadAll(RepositoryPaths.Sources)[DatasetId.Parse("council-tax")];
        var (earlier, later) = (folder.PathOf("earlier.parquet"), folder.PathOf("later.parquet"));
        using (var making = DuckSession.Open(new DuckOptions { Threads = 2, MemoryLimitMib = 1024 }))
        {
            Write(making, contract, earlier, 0, rows);
            Write(making, contract, later, rows / 100, rows);
        }

        PeakMemory.Restart();
        var begun = Stopwatch.GetTimestamp();
        using var session = DuckSession.Open(new DuckOptions { Threads = 2, MemoryLimitMib = 2048, SpillDirectory = folder.PathOf("spill") });
        var measured = new DeliveryMeasuring(session, contract, CancellationToken.None).Measure(earlier, later);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"| {rows:N0} | {measured.Count} | {seconds:0.00} s | {PeakMemory.Mib():N0} MiB |");
    }

    private static void Write(DuckSession session, DatasetContract contract, string path, int from, int rows)
    {
        var columns = contract.Columns.Select(c => string.Create(CultureInfo.InvariantCulture, $"{(c.IsRecordId ? "'R' || i" : c.Type switch
        {
            LogicalType.Integer => "(hash(i) % 100000)::BIGINT",
            LogicalType.Number => "((hash(i) % 1000000) / 100)::DECIMAL(18,2)",
            LogicalType.Date => "DATE '2010-01-01' + (hash(i) % 5000)::INTEGER",
            LogicalType.Boolean => "hash(i) % 5 = 0",
            LogicalType.String => c.HomeZone == Linkage.Pipeline.Zones.Zone.Research ? "'V' || hash(i) % 20" : "'N' || hash(i) % 300000",
        })} AS {new SqlName(c.Name)}"));
        session.Execute(string.Create(CultureInfo.InvariantCulture, $"COPY (SELECT {string.Join(", ", columns)} FROM range({from}, {from + rows}) AS made (i)) TO {SqlName.Literal(path)} (FORMAT parquet, COMPRESSION zstd)"), CancellationToken.None);
    }
}
