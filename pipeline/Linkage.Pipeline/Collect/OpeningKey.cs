using System.Security.Cryptography;
using Linkage.Pipeline.Keys;

namespace Linkage.Pipeline.Collect;

/// <summary>
/// How the key of a collected copy is wrapped to the key of who collects it: an agreement (ECDH on P-256) between that key and one that is made for this copy and forgotten, HKDF-SHA-256
/// over it, and AES-256-GCM. Each wrapping key wraps once, so its nonce is zero.
/// </summary>
internal static class OpeningKey
{
    private const string Label = "linkage-collection-v1";
    private const int TagLength = 16;
    private const int NonceLength = 12;

    /// <summary>SHA-256 of the public half of a key as it is encoded for exchange (SubjectPublicKeyInfo), lower-case hex.</summary>
    internal static string FingerprintOf(ECDiffieHellman key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    /// <summary>Whether a key lies on P-256; another curve is not taken.</summary>
    internal static bool IsOnP256(ECDiffieHellman key) => key.ExportParameters(includePrivateParameters: false).Curve is { IsNamed: true, Oid.Value: "1.2.840.10045.3.1.7" };

    /// <summary>Wraps a key.</summary>
    /// <param name="content">The key of the copy.</param>
    /// <param name="to">The public key of who collects it.</param>
    /// <param name="release">Id of the release.</param>
    /// <param name="statement">SHA-256 of its statement.</param>
    internal static WrappedKey Wrap(ReadOnlySpan<byte> content, ECDiffieHellman to, string release, string statement)
    {
        using var once = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var ephemeral = once.ExportSubjectPublicKeyInfo();
        var binding = Binding(release, statement, FingerprintOf(to), ephemeral);
        using var key = new ClearedKey(Agree(once, to, binding));
        using var cipher = new AesGcm(key.Bytes, TagLength);
        var wrapped = new byte[content.Length + TagLength];
        cipher.Encrypt(new byte[NonceLength], content, wrapped.AsSpan(0, content.Length), wrapped.AsSpan(content.Length), binding);
        return new WrappedKey(WrappedKey.CurrentFormat, release, statement, FingerprintOf(to), Convert.ToBase64String(ephemeral), Convert.ToBase64String(wrapped));
    }

    /// <summary>Unwraps a key. The caller clears it.</summary>
    /// <returns>The key of the copy; null when it was wrapped to another key, for something else, or was changed.</returns>
    internal static byte[]? Unwrap(WrappedKey wrapped, ECDiffieHellman own)
    {
        try
        {
            var ephemeral = Convert.FromBase64String(wrapped.EphemeralKey);
            var sealedKey = Convert.FromBase64String(wrapped.Wrapped);
            using var once = ECDiffieHellman.Create();
            once.ImportSubjectPublicKeyInfo(ephemeral, out var read);
            if (read != ephemeral.Length || !IsOnP256(once) || sealedKey.Length <= TagLength || wrapped.Recipient != FingerprintOf(own)
                || Convert.ToBase64String(ephemeral) != wrapped.EphemeralKey || Convert.ToBase64String(sealedKey) != wrapped.Wrapped)
            {
                return null;
            }

            var binding = Binding(wrapped.Release, wrapped.Statement, FingerprintOf(own), ephemeral);
            using var key = new ClearedKey(Agree(own, once, binding));
            using var cipher = new AesGcm(key.Bytes, TagLength);
            var content = GC.AllocateArray<byte>(sealedKey.Length - TagLength, pinned: true);
            cipher.Decrypt(new byte[NonceLength], sealedKey.AsSpan(0, content.Length), sealedKey.AsSpan(content.Length), content, binding);
            return content;
        }
        catch (Exception problem) when (problem is CryptographicException or FormatException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    private static byte[] Binding(string release, string statement, string recipient, byte[] ephemeral) =>
        LengthPrefixed.Encode([Label, release, statement, recipient, Convert.ToHexStringLower(SHA256.HashData(ephemeral))]);

    private static byte[] Agree(ECDiffieHellman own, ECDiffieHellman other, byte[] binding)
    {
        using var otherPublic = other.PublicKey;
        using var agreed = new ClearedKey(own.DeriveRawSecretAgreement(otherPublic));
        var key = GC.AllocateArray<byte>(SHA256.HashSizeInBytes, pinned: true);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, agreed.Bytes, key, [], binding);
        return key;
    }
}
