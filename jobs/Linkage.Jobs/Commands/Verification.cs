using System.Security.Cryptography;
using Linkage.Jobs.Reporting;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Release;

namespace Linkage.Jobs.Commands;

/// <summary>Checks a release folder with a public key.</summary>
internal static class Verification
{
    /// <summary>Finds the public key: the one given, or that of the workspace around the release. A key inside the release itself is never taken.</summary>
    /// <exception cref="ProblemException">There is none.</exception>
    public static string KeyFor(string release, string? given)
    {
        if (given is not null)
        {
            return File.Exists(given)
                ? Path.GetFullPath(given)
                : throw ProblemException.BadConfiguration("KEY_MISSING", "There is no such key file.", Path.GetFullPath(given), "Name the publisher's public key, a PEM file, with --key.");
        }

        for (var folder = Directory.GetParent(release); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "keys", LocalKeyVault.PublicFileName);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw ProblemException.BadConfiguration("KEY_MISSING", "The release does not lie in a workspace, so the publisher's key is not known.", release, "Name the publisher's public key, a PEM file, with --key.");
    }

    /// <summary>Checks signature and digests.</summary>
    /// <param name="release">Folder of the release.</param>
    /// <param name="keyFile">The publisher's public key.</param>
    /// <param name="instant">The instant expiry is judged at.</param>
    /// <param name="revokedFile">The publisher's list of withdrawn releases, or null not to ask.</param>
    /// <param name="revokedKeyFile">The public key the list was signed with, where the publisher has another key by now; null is the one of the release.</param>
    /// <exception cref="ProblemException">A key file is no public key, or the list is none that was signed with its key.</exception>
    public static VerifyDocument Check(string release, string keyFile, DateTimeOffset instant, string? revokedFile = null, string? revokedKeyFile = null)
    {
        var pem = File.ReadAllText(keyFile);
        var fingerprint = FingerprintOf(pem, keyFile);
        var revoked = revokedFile is null ? null : Revoked(revokedFile, revokedKeyFile is null ? pem : ListKey(revokedKeyFile));
        var result = ReleaseVerifier.Verify(release, keyFile, instant, revoked);
        return new VerifyDocument(
            result.IsValid,
            [.. result.Failures.Select(f => $"{f.File}: {f.Problem}")],
            result.ReleaseId,
            result.Expires,
            result.IsExpired,
            revoked?.IssuedAt,
            release,
            new VerifyDocument.PublicKey(keyFile, fingerprint));
    }

    private static string ListKey(string given)
    {
        var keyFile = KeyFor(given, given);
        var pem = File.ReadAllText(keyFile);
        FingerprintOf(pem, keyFile);
        return pem;
    }

    private static RevokedReleases Revoked(string path, string pem)
    {
        try
        {
            return RevokedReleases.Read(File.ReadAllBytes(path), pem)
                ?? throw ProblemException.BadConfiguration("LIST_UNREADABLE", "It is no list of withdrawn releases that was signed with the publisher's key, so it cannot be known whether the release was withdrawn.", path, "Fetch revoked-releases.dsse.json from the publisher again. Where the publisher has another signing key by now, name its public half with --revoked-key.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw ProblemException.BadConfiguration("NO_FILE", "The list of withdrawn releases cannot be read.", path, "Fetch revoked-releases.dsse.json from the publisher.");
        }
    }

    /// <summary>SHA-256 over the key as it is encoded for exchange (SubjectPublicKeyInfo), lower-case hex.</summary>
    /// <exception cref="ProblemException">The text holds no public key.</exception>
    public static string FingerprintOf(string pem, string keyFile)
    {
        if (!PemEncoding.TryFind(pem, out var fields) || !pem.AsSpan()[fields.Label].SequenceEqual("PUBLIC KEY"))
        {
            throw ProblemException.BadConfiguration("KEY_UNREADABLE", "The file holds no public key.", keyFile, "It must be a PEM file with a PUBLIC KEY block, as 'linkage keys init' writes it.");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(pem[fields.Base64Data])));
    }
}
