using System.Security.Cryptography;
using Linkage.Governance.Ledger;
using Linkage.Jobs.Commands;
using Linkage.Pipeline.Keys;

namespace Linkage.Jobs.Auditing;

/// <summary>The workspace's signing key as a signer of checkpoints.</summary>
internal sealed class CheckpointSigner(SigningKey key) : ICheckpointSigner
{
    /// <inheritdoc/>
    public ReadOnlyMemory<byte> PublicKey { get; } = PublicCheckpointKey.Decoded(key.PublicPem);

    /// <inheritdoc/>
    public byte[] Sign(ReadOnlySpan<byte> bytes) => key.Sign(bytes);
}

/// <summary>A public key from a PEM file, to check checkpoints with.</summary>
internal sealed class PublicCheckpointKey : ICheckpointKey, IDisposable
{
    private readonly RSA _rsa = RSA.Create();

    private PublicCheckpointKey(byte[] publicKey)
    {
        PublicKey = publicKey;
        _rsa.ImportSubjectPublicKeyInfo(publicKey, out _);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>Reads a public key.</summary>
    /// <exception cref="ProblemException">The file is not there, or holds no RSA public key.</exception>
    public static PublicCheckpointKey Load(string path)
    {
        if (!File.Exists(path))
        {
            throw ProblemException.BadConfiguration("KEY_MISSING", "There is no such key file.", Path.GetFullPath(path), "Name a public key, a PEM file, with --key.");
        }

        var pem = File.ReadAllText(path);
        Verification.FingerprintOf(pem, path);
        try
        {
            return new PublicCheckpointKey(Decoded(pem));
        }
        catch (CryptographicException)
        {
            throw ProblemException.BadConfiguration("KEY_UNREADABLE", "The file holds no RSA public key.", path, "It must be the public key that 'linkage keys init' wrote beside the signing key.");
        }
    }

    /// <inheritdoc/>
    public bool Verifies(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) => _rsa.VerifyData(bytes, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <inheritdoc/>
    public void Dispose() => _rsa.Dispose();

    /// <summary>The bytes of a PEM block.</summary>
    internal static byte[] Decoded(string pem) => Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);
}
