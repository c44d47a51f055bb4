using System.Globalization;
using System.Security.Cryptography;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Clustering.Incremental;

/// <summary>
/// A folder that keeps the persons from run to run: <c>spine.json</c> (the runs, each with a digest over the one before), <c>spine-NNNNNN.parquet</c> (who
/// is whom after the last run) and <c>ledger-NNNNNN.parquet</c> (the events of each run, never written again). The manifest is put in place last and in one
/// step, so a run is there whole or not at all. Opening checks every file against its digest: a changed past is an error. Whoever could rewrite the whole
/// folder could hide it; keep <see cref="Head"/> elsewhere to find that too. One process at a time: the folder is locked while it is open.
/// </summary>
public sealed class SpineFolder : IDisposable
{
    private const string ManifestName = "spine.json";

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

    /// <summary>Opens a folder, or makes a new one, and checks its files.</summary>
    /// <exception cref="MatchingInputException">Another process has it open, a file is missing or was changed, or the folder is not a spine.</exception>
    public static SpineFolder Open(string path)
    {
        path = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(path);
            var manifestPath = Path.Combine(path, ManifestName);
            var @lock = new FileStream(Path.Combine(path, "spine.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
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
            session.Execute($"CREATE OR REPLACE TEMP TABLE {Previous} AS FROM read_parquet({SqlName.Literal(SpinePath(RunCount))})", cancellationToken);
            session.Execute(
                $"CREATE OR REPLACE TEMP TABLE {Used} AS SELECT to_id AS person_id FROM read_parquet({SqlName.LiteralList(Enumerable.Range(1, RunCount).Select(LedgerPath))}) WHERE event IN ('created', 'split')",
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

    /// <summary>Writes the persons and the events of a run: whole, or not at all.</summary>
    public void Write(DuckSession session, SpineUpdate update, CancellationToken cancellationToken)
    {
        var number = RunCount + 1;
        var (spine, ledger) = (SpinePath(number), LedgerPath(number));
        try
        {
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
            };
            var manifest = _manifest with { Runs = [.. _manifest.Runs, run with { Digest = run.DigestAfter(Head ?? string.Empty) }] };
            cancellationToken.ThrowIfCancellationRequested();
            Replace(Path.Combine(_path, ManifestName), manifest.ToBytes());
            _manifest = manifest;
        }
        catch
        {
            File.Delete(spine);
            File.Delete(ledger);
            throw;
        }

        foreach (var old in Directory.EnumerateFiles(_path, "spine-*.parquet").Where(f => f != spine))
        {
            File.Delete(old);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static void Copy(DuckSession session, string query, string path, CancellationToken cancellationToken)
    {
        File.Delete(path);
        session.Execute($"COPY ({query}) TO {SqlName.Literal(path)} (FORMAT parquet, COMPRESSION zstd)", cancellationToken);
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    private static void Replace(string path, byte[] bytes)
    {
        var partial = path + ".partial";
        using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(partial, path, overwrite: true);
    }

    private static string Sha256(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private string SpinePath(int number) => Path.Combine(_path, string.Create(CultureInfo.InvariantCulture, $"spine-{number:D6}.parquet"));

    private string LedgerPath(int number) => Path.Combine(_path, string.Create(CultureInfo.InvariantCulture, $"ledger-{number:D6}.parquet"));

    private void Check()
    {
        foreach (var run in _manifest.Runs)
        {
            Same(LedgerPath(run.Number), run.LedgerSha256);
        }

        if (RunCount > 0)
        {
            Same(SpinePath(RunCount), _manifest.Runs[^1].SpineSha256);
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
