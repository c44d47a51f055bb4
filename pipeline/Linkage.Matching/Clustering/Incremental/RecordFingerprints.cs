using System.Buffers.Binary;
using System.Security.Cryptography;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Clustering.Incremental;

/// <summary>
/// A fingerprint of each record as the engine compares it: HMAC-SHA-256 over its normalised values. Equal fingerprints mean equal evidence, and without the
/// key no value can be tried against one.
/// </summary>
internal static class RecordFingerprints
{
    private const int RecordsAtOnce = 1 << 14;
    private const string TableName = "lnk_fingerprint";

    /// <summary>The table they are written to: rid, fingerprint.</summary>
    internal static SqlName Table { get; } = new(TableName);

    /// <summary>Makes the fingerprints of a prepared run.</summary>
    internal static void Make(LinkRun run, byte[] key, CancellationToken cancellationToken)
    {
        run.Session.Execute($"CREATE OR REPLACE TEMP TABLE {Table} (rid INTEGER, fingerprint BLOB)", cancellationToken);
        using var appender = run.Session.Connection.CreateAppender(TableName);
        var prints = new byte[RecordsAtOnce][];
        for (var first = 0; first < run.Store.Count; first += RecordsAtOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (start, count) = (first, Math.Min(RecordsAtOnce, run.Store.Count - first));
            Parallel.For(
                0,
                count,
                () => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key),
                (i, _, hash) =>
                {
                    prints[i] = Of(run, start + i, hash);
                    return hash;
                },
                hash => hash.Dispose());
            for (var i = 0; i < count; i++)
            {
                appender.CreateRow().AppendValue(start + i).AppendValue(prints[i]).EndRow();
            }
        }
    }

    private static byte[] Of(LinkRun run, int rid, IncrementalHash hash)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        var row = run.Store.RowOf(rid);
        foreach (var field in run.Fields)
        {
            // A missing value is not an empty one.
            var code = row[run.Store.PlaceOf(field.Column)];
            var value = code == 0 ? [] : run.Store.DictionaryOf(field.Column).Of(code);
            BinaryPrimitives.WriteInt32LittleEndian(length, code == 0 ? -1 : value.Length);
            hash.AppendData(length);
            hash.AppendData(value);
        }

        return hash.GetHashAndReset();
    }
}
