using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Linkage.Matching.Duck;
using Linkage.Matching.Training;

namespace Linkage.Matching.Scoring;

/// <summary>
/// Links as Parquet files of a folder, a file for each part of the blocks, with a manifest that binds them to the inputs, the settings and the model. A
/// file appears whole or not at all, and is then entered in the manifest.
/// </summary>
internal static class LinkFolder
{
    /// <summary>The view over the files.</summary>
    internal const string View = "lnk_link_file";

    /// <summary>The manifest's file name.</summary>
    internal const string ManifestFile = "manifest.json";

    private const string LockFile = ".lock";

    /// <summary>Writes what is missing.</summary>
    /// <param name="run">The prepared run.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="models">The models.</param>
    /// <param name="scoring">Scoring with them.</param>
    /// <param name="done">Told of the pairs gone through.</param>
    /// <param name="cancellationToken">Interrupts the work.</param>
    /// <returns>Links in all files, and the pairs by rule of the scan.</returns>
    internal static (long Links, long[] Found) Write(LinkRun run, string folder, LinkModels models, LinkScoring scoring, Action<long> done, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(folder);
        OwnerOnly.CreateFolder(full);
        using var alone = Lock(full);
        var parts = Parts(run);
        var manifest = Open(full, DigestOf(run, models, cancellationToken), parts.Count);
        var files = new List<LinkFile>();
        var pairs = 0L;
        foreach (var (number, pieces) in parts.Index())
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"links-{number:D5}.parquet");
            var path = Path.Combine(full, name);
            if (manifest.Files.FirstOrDefault(f => f.Name == name) is { } known && IsWhole(path, known))
            {
                files.Add(known);
            }
            else
            {
                var before = pairs;
                files.Add(Publish(run, name, path, pieces, scoring, n => done(before + n), cancellationToken));
                // A file further on may already be there, from a run whose earlier file was lost since.
                manifest = manifest with { Files = [.. manifest.Files.Where(f => f.Name != name).Append(files[^1]).OrderBy(f => f.Name, StringComparer.Ordinal)] };
                manifest.Save(Path.Combine(full, ManifestFile));
            }

            pairs += files[^1].Pairs.Sum();
            done(pairs);
        }

        run.Session.Execute(
            $"CREATE OR REPLACE TEMP VIEW {View} AS SELECT * FROM read_parquet({SqlName.FileList(files.Select(f => Path.Combine(full, f.Name)))}, hive_partitioning = false)", cancellationToken);
        var found = new long[run.Scan.Rules.Count];
        foreach (var file in files)
        {
            for (var rule = 0; rule < found.Length; rule++)
            {
                found[rule] += file.Pairs[rule];
            }
        }

        return (files.Sum(f => f.Links), found);
    }

    /// <summary>The work of each file: runs of pieces, which depend on data and settings alone. At least one, so that there is a file.</summary>
    private static List<List<ScanPiece>> Parts(LinkRun run)
    {
        var parts = new List<List<ScanPiece>> { new() };
        var pairs = 0L;
        foreach (var piece in run.Scan.Pieces())
        {
            if (pairs >= run.Settings.PairsPerFile)
            {
                parts.Add([]);
                pairs = 0;
            }

            parts[^1].Add(piece);
            pairs += piece.Pairs;
        }

        return parts;
    }

    private static LinkFile Publish(
        LinkRun run, string name, string path, IReadOnlyList<ScanPiece> pieces, LinkScoring scoring, Action<long> done, CancellationToken cancellationToken)
    {
        var found = scoring.Scan(pieces, done, cancellationToken);
        var links = scoring.Links(cancellationToken);
        var unfinished = path + ".tmp";
        // What a killed run left, or a link to elsewhere, is not written into.
        File.Delete(unfinished);
        run.Session.Execute(
            $"COPY (SELECT * FROM lnk_link ORDER BY left_rid, right_rid) TO {SqlName.Literal(unfinished)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)", cancellationToken);
        OwnerOnly.Close(unfinished);
        run.Session.Execute("DROP TABLE lnk_link", cancellationToken);
        using (var file = new FileStream(unfinished, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Flush(flushToDisk: true);
        }

        var digest = DigestOf(unfinished);
        File.Move(unfinished, path, overwrite: true);
        return new LinkFile(name, digest, links, found);
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            return OwnerOnly.Open(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileShare.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MatchingInputException("The folder cannot be written to, or another run writes to it.", folder, "Wait for that run to end, check the permissions, or name another folder.");
        }
    }

    private static LinkManifest Open(string folder, string digest, int files)
    {
        var path = Path.Combine(folder, ManifestFile);
        if (!File.Exists(path))
        {
            return Directory.EnumerateFiles(folder).Any(f => Path.GetFileName(f) != LockFile && !f.EndsWith(".tmp", StringComparison.Ordinal) && !Path.GetFileName(f).StartsWith("links-", StringComparison.Ordinal))
                ? throw new MatchingInputException("The folder holds other files and no manifest of links.", folder, "Name a new or empty folder.")
                : new LinkManifest(LinkManifest.CurrentFormat, digest, files, []);
        }

        var manifest = LinkManifest.Load(path);
        return manifest.Run == digest && manifest.FileCount == files
            ? manifest
            : throw new MatchingInputException("The folder holds the links of other inputs, settings or another model.", folder, "Link again what it was begun with to go on, delete this folder to begin anew, or name another.");
    }

    private static bool IsWhole(string path, LinkFile file) => File.Exists(path) && DigestOf(path) == file.Sha256;

    private static string DigestOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>What the links depend on: records, blocks, comparisons, settings, model and the engine's version.</summary>
    private static string DigestOf(LinkRun run, LinkModels models, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Text(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        Text(string.Create(CultureInfo.InvariantCulture, $"links {LinkManifest.CurrentFormat} duckdb {run.Session.Scalar<string>("SELECT version()", cancellationToken)}"));
        Text(JsonSerializer.Serialize(run.Settings with { Model = null, ModelFile = null }));
        Text(models.Digest());
        foreach (var comparison in run.Comparisons)
        {
            Text($"{comparison.Name} {comparison.MissingSql} {comparison.FrequencyColumn}");
            foreach (var level in comparison.Levels)
            {
                Text($"{level.Label} {level.Test} {level.Sql}");
            }
        }

        foreach (var dataset in run.Datasets)
        {
            Text(dataset);
        }

        hash.AppendData(run.Store.Datasets);
        hash.AppendData(MemoryMarshal.AsBytes<ulong>(run.Store.Partners));
        Append(hash, run.Store.Codes);
        foreach (var column in run.Store.Columns)
        {
            Text(column);
            var values = run.Store.DictionaryOf(column);
            for (var code = 1; code <= values.Count; code++)
            {
                hash.AppendData(values.Of(code));
                hash.AppendData([0]);
            }
        }

        Append(hash, run.Scan.RuleCodes);
        foreach (var (place, elements) in run.Scan.Exploded)
        {
            Text(place.ToString(CultureInfo.InvariantCulture));
            elements.AppendTo(hash);
        }

        run.Session.Read("SELECT record_id::VARCHAR FROM lnk_record ORDER BY rid", r => Text(r.GetString(0)), cancellationToken);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, int[] numbers)
    {
        // In parts: the bytes of all may be more than a span can hold.
        const int Part = 1 << 24;
        for (var at = 0; at < numbers.Length; at += Part)
        {
            hash.AppendData(MemoryMarshal.AsBytes(numbers.AsSpan(at, Math.Min(Part, numbers.Length - at))));
        }
    }
}
