using Azure.Storage.Blobs.Models;

namespace Linkage.Pipeline.Zones.AzureBlob;

/// <summary>
/// What a blob is called: a seal lies where it lies on a folder (<c>identity/food-vouchers/KEY/_seal.json</c>), a file beside it under its name and digest
/// (<c>identity/food-vouchers/KEY/identity.parquet.sealed~SHA-256</c>). So a blob is what its name says or is damaged, whoever put it there, and nobody overwrites another's.
/// </summary>
internal static class BlobPlace
{
    /// <summary>Names the container, which working copies remember.</summary>
    public const string Mark = "_linkage";

    /// <summary>What the names of blobs begin with that a probe puts there.</summary>
    public const string Probe = ".probe~";

    private const int DigestLength = 64;

    /// <summary>The blob of a seal.</summary>
    public static string OfSeal(string place) => $"{place}/{ZoneStore.SealName}";

    /// <summary>The blob of a file.</summary>
    public static string OfFile(string place, string file, string digest) => $"{place}/{file}~{digest}";

    /// <summary>The place of the seal that a blob is; null when it is none.</summary>
    public static string? SealedBy(BlobItem blob) => blob.Name.EndsWith($"/{ZoneStore.SealName}", StringComparison.Ordinal) ? blob.Name[..^(ZoneStore.SealName.Length + 1)] : null;

    /// <summary>The file that a blob at a place is; null when it has no name of ours.</summary>
    public static (string File, string Digest)? FileAt(string place, string blob)
    {
        var name = blob[(place.Length + 1)..];
        var digestAt = name.Length - DigestLength;
        return digestAt > 1 && name[digestAt - 1] == '~' && name[digestAt..].All(char.IsAsciiHexDigitLower) ? (name[..(digestAt - 1)], name[digestAt..]) : null;
    }

    /// <summary>The place of the set that a blob belongs to by its name alone: a release has files in the folder <c>data</c>. Null when it has no name of ours.</summary>
    public static string? SetOf(BlobItem blob)
    {
        var end = blob.Name.LastIndexOf('/');
        if (end < 0 || FileAt(blob.Name[..end], blob.Name) is null)
        {
            return null;
        }

        var folder = blob.Name[..end];
        return folder.EndsWith("/data", StringComparison.Ordinal) && (folder.StartsWith("release/", StringComparison.Ordinal) || folder.StartsWith("quarantine/", StringComparison.Ordinal)) ? folder[..^"/data".Length] : folder;
    }
}
