using System.Globalization;
using System.Security.Cryptography;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Clustering.Incremental;

/// <summary>
/// A folder that keeps the persons from run to run: <c>spine.json</c> (the runs, each with a digest over the one before), <c>spine-NNNNNN.parquet</c> (who
/// is whom after the last run) and <c>ledger-NNNNNN.parquet</c> (the events of each run, never written again). The manifest is put in place last and in one
/// step, so a run is there whole or not at all. Opening checks every file against its digest: a changed past is an error. Whoever could rewrite the whole
/// folder could hide it; keep <see cref="Head"/> elsewhere to find that too. One process at a time: the folder is locked while it is open.
/// For comparing only what is new it may also hold, of the last run, <c>links-NNNNNN.parquet</c> (which pairs were links), <c>records-NNNNNN.parquet</c> (a
/// keyed fingerprint of each record) and <c>model-NNNNNN.json</c>; the key of the fingerprints is <c>fingerprint.key</c>, for its owner only.
/// </summary>
public sealed class SpineFolder : IDisposable
{
    private const string ManifestName = "spine.json";
    private const string KeyName = "fingerprint.key";
    private const int KeyBytes = 32;

    private static readonly string[] OfOneRun = ["spine-*.parquet", "links-*.parquet", "records-*.parquet", "model-*.json"];

    private static readonly SqlName Previous = new("lnk_spine_previous");
    private static readonly SqlName Used = new("lnk_spine_used");

    private readonly FileStream _lock;
    private readonly string _path;
    private SpineManifest _manifest;

    private SpineFolder(FileStream @lock, string path, SpineManifest manifest) => (_lock, _path, _manifest) = (@lock, path, manifest);

    /// <summary>Runs so far.</summary>
    public int RunCount => _manifest.Runs.Count;

    /// <summary>Digest of the last run, hexadecimal; null before the first.</summary>
    public string? Head => _manifest.Runs.Count == 0 ? null : _manifest.Runs[^1].Digest;

    /// <summary>The folder.</summary>
    internal string Path => _path;

    /// <summary>What is kept of the last run for comparing only what is new, or null.</summary>
    internal SpineKept? Kept => _manifest.Runs.Count == 0 ? null : _manifest.Runs[^1].Kept;

    /// <summary>The files of what is kept.</summary>
    internal SpineKeptFiles KeptFiles => new(_path, RunCount);

    /// <summary>Opens a folder, or makes a new one, and checks its files.</summary>
    /// <exception cref="MatchingInputException">Another process has it open, a file is missing or was changed, others may enter the folder, or it is not a spine.</exception>
    public static SpineFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            OwnerOnly.OpenFolder(path);
            var manifestPath = System.IO.Path.Combine(path, ManifestName);
            var @lock = OwnerOnly.Open(System.IO.Path.Combine(path, "spine.lock"), FileMode.OpenOrCreate, FileShare.None);
            try
            {
                if (!File.Exists(manifestPath))
                {
                    if (Directory.EnumerateFiles(path, "ledger-*.parquet").Any())
                    {
                        throw new MatchingInputException("There is a ledger and no spine.json.", path, "Bring the folder back from a backup, or take an empty folder.");
                    }

                    // Written before the first run, so that a ledger without it is never an unfinished run.
                    Replace(manifestPath, new SpineManifest().ToBytes());
                }

                var folder = new SpineFolder(@lock, path, SpineManifest.Load(manifestPath));
                folder.Check();
                return folder;
            }
            catch
            {
                @lock.Dispose();
                throw;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MatchingInputException("The spine cannot be opened.", path, "Another run may have it open; or check the path and its permissions.");
        }
    }

    /// <summary>Gives every record its person, from the persons of the run before. Nothing is written.</summary>
    /// <param name="session">Holds clusters and links; must be allowed to read the folder.</param>
    /// <param name="run">Name of the run, not used before.</param>
    /// <param name="clusters">As for <see cref="PersonSpine.Update"/>.</param>
    /// <param name="links">As for <see cref="PersonSpine.Update"/>.</param>
    /// <param name="minimumProbability">The threshold of the clusters.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    public SpineUpdate Update(DuckSession session, string run, SqlName clusters, SqlName links, double minimumProbability, CancellationToken cancellationToken)
    {
        if (_manifest.Runs.Any(r => r.Run == run))
        {
            throw new MatchingInputException("The spine has a run of this name.", $"run '{run}'", "Give every run a name of its own, such as its date and time.");
        }

        var first = RunCount == 0;
        if (!first)
        {
            session.Execute($"CREATE OR REPLACE TEMP TABLE {Previous} AS FROM read_parquet({SqlName.File(SpinePath(RunCount))}, hive_partitioning = false)", cancellationToken);
            session.Execute(
                $"CREATE OR REPLACE TEMP TABLE {Used} AS SELECT to_id AS person_id FROM read_parquet({SqlName.FileList(Enumerable.Range(1, RunCount).Select(LedgerPath))}, hive_partitioning = false) WHERE event IN ('created', 'split')",
                cancellationToken);
        }

        var update = PersonSpine.Update(
            session,
            first ? null : Previous,
            clusters,
            links,
            new SpineSettings { Run = run, Issued = first ? 0 : _manifest.Runs[^1].Issued, Used = first ? null : Used, MinimumProbability = minimumProbability },
            cancellationToken);
        if (!first)
        {
            session.Execute($"DROP TABLE {Previous}; DROP TABLE {Used}", cancellationToken);
        }

        return update;
    }

    /// <summary>The key of the fingerprints; made when it is first asked for. With another key every record counts as new.</summary>
    internal byte[] FingerprintKey()
    {
        var path = System.IO.Path.Combine(_path, KeyName);
        if (!File.Exists(path))
        {
            OwnerOnly.WriteNew(path, RandomNumberGenerator.GetBytes(KeyBytes));
        }

        var key = File.ReadAllBytes(path);
        return key.Length == KeyBytes ? key : throw new MatchingInputException("The key of the fingerprints is damaged.", path, "Bring it back from a backup, or delete it: then every record counts as new.");
    }

    /// <summary>Writes the persons and the events of a run: whole, or not at all.</summary>
    public void Write(DuckSession session, SpineUpdate update, CancellationToken cancellationToken) => Write(session, update, null, null, cancellationToken);

    /// <summary>Writes the persons and the events of a run, and what is kept of it: whole, or not at all.</summary>
    /// <param name="session">Holds the update, and fingerprints when something is kept.</param>
    /// <param name="update">Persons and events.</param>
    /// <param name="memory">What to keep, or null.</param>
    /// <param name="links">The links to keep, or null.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    internal void Write(DuckSession session, SpineUpdate update, SpineMemory? memory, SqlName? links, CancellationToken cancellationToken)
    {
        var number = RunCount + 1;
        var (spine, ledger) = (SpinePath(number), LedgerPath(number));
        var files = new SpineKeptFiles(_path, number);
        try
        {
            var kept = memory is not null && links is { } found ? files.Write(session, memory, found, cancellationToken) : null;
            Copy(session, $"SELECT dataset, record_id, person_id FROM {update.Spine} ORDER BY dataset, record_id", spine, cancellationToken);
            Copy(session, $"FROM {update.Ledger} ORDER BY number", ledger, cancellationToken);
            var run = new SpineRun
            {
                Number = number,
                Run = update.Run,
                Records = update.RecordCount,
                Persons = update.PersonCount,
                Issued = update.Issued,
                Events = update.Events.Values.Sum(),
                LedgerSha256 = Sha256(ledger),
                SpineSha256 = Sha256(spine),
                Kept = kept,
            };
            var manifest = _manifest with { Runs = [.. _manifest.Runs, run with { Digest = run.DigestAfter(Head ?? string.Empty) }] };
            cancellationToken.ThrowIfCancellationRequested();
            Replace(System.IO.Path.Combine(_path, ManifestName), manifest.ToBytes());
            _manifest = manifest;
        }
        catch
        {
            Array.ForEach([spine, ledger, .. files.All], File.Delete);
            throw;
        }

        string[] last = [spine, .. files.All];
        foreach (var old in OfOneRun.SelectMany(pattern => Directory.EnumerateFiles(_path, pattern)).Except(last))
        {
            File.Delete(old);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    /// <summary>Writes a query to a Parquet file, whole and on disk.</summary>
    internal static void Copy(DuckSession session, string query, string path, CancellationToken cancellationToken)
    {
        File.Delete(path);
        session.Execute($"COPY ({query}) TO {SqlName.Literal(path)} (FORMAT parquet, COMPRESSION zstd)", cancellationToken);
        OwnerOnly.Close(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Writes a file in one step: the old one stays until the new one is whole.</summary>
    internal static void Replace(string path, byte[] bytes) => OwnerOnly.Replace(path, bytes);

    /// <summary>SHA-256 of a file, hexadecimal.</summary>
    internal static string Sha256(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private string SpinePath(int number) => System.IO.Path.Combine(_path, string.Create(CultureInfo.InvariantCulture, $"spine-{number:D6}.parquet"));

    private string LedgerPath(int number) => System.IO.Path.Combine(_path, string.Create(CultureInfo.InvariantCulture, $"ledger-{number:D6}.parquet"));

    private void Check()
    {
        foreach (var run in _manifest.Runs)
        {
            Same(LedgerPath(run.Number), run.LedgerSha256);
        }

        if (RunCount > 0)
        {
            Same(SpinePath(RunCount), _manifest.Runs[^1].SpineSha256);
            if (Kept is { } kept)
            {
                Same(KeptFiles.Links, kept.LinksSha256);
                Same(KeptFiles.Records, kept.RecordsSha256);
                Same(KeptFiles.Model, kept.ModelSha256);
            }
        }

        static void Same(string path, string sha256)
        {
            if (!File.Exists(path) || Sha256(path) != sha256)
            {
                throw new MatchingInputException("The file is missing or is not what was written: the past was changed.", path, "Bring the folder back from a backup; do not link on from it.");
            }
        }
    }
}
