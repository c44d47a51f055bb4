using System.Globalization;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Clustering.Incremental;

/// <summary>The files a spine folder keeps of one run for comparing only what is new.</summary>
/// <param name="Folder">The spine folder.</param>
/// <param name="Number">Number of the run.</param>
internal sealed record SpineKeptFiles(string Folder, int Number)
{
    /// <summary>Which pairs were links: left_dataset, left_id, right_dataset, right_id, blocking_rule.</summary>
    internal string Links => PathOf("links", "parquet");

    /// <summary>The records: dataset, record_id, fingerprint.</summary>
    internal string Records => PathOf("records", "parquet");

    /// <summary>The model.</summary>
    internal string Model => PathOf("model", "json");

    /// <summary>All of them.</summary>
    internal string[] All => [Links, Records, Model];

    /// <summary>Writes them.</summary>
    /// <param name="session">Holds the links and fingerprints of the run.</param>
    /// <param name="memory">What to keep.</param>
    /// <param name="links">The links.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    internal SpineKept Write(DuckSession session, SpineMemory memory, SqlName links, CancellationToken cancellationToken)
    {
        SpineFolder.Copy(session, $"SELECT left_dataset, left_id, right_dataset, right_id, blocking_rule FROM {links} ORDER BY ALL", Links, cancellationToken);
        SpineFolder.Copy(
            session,
            $"SELECT r.dataset, r.record_id::VARCHAR AS record_id, f.fingerprint FROM lnk_record r JOIN {RecordFingerprints.Table} f ON f.rid = r.rid ORDER BY ALL",
            Records,
            cancellationToken);
        SpineFolder.Replace(Model, memory.Model.ToBytes());
        return new SpineKept
        {
            Program = memory.Program,
            Settings = memory.Settings,
            KeptFrom = memory.KeptFrom,
            LinksSha256 = SpineFolder.Sha256(Links),
            RecordsSha256 = SpineFolder.Sha256(Records),
            ModelSha256 = SpineFolder.Sha256(Model),
        };
    }

    private string PathOf(string name, string end) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{Number:D6}.{end}"));
}
