using System.Security.Cryptography;

namespace Linkage.Governance.Rules;

/// <summary>A key that a person signs approvals with: ECDSA on P-256. Only its public half is ever written down here.</summary>
/// <param name="PublicKey">The public key, SubjectPublicKeyInfo in base64: a PEM file without its first and last line.</param>
/// <param name="From">First day on which it signs.</param>
/// <param name="To">Last day, or null.</param>
/// <param name="IsRevoked">
/// Whether someone else may have had it. Nothing it signed counts then, whatever its date: the date of an approval is its signer's own word.
/// </param>
public sealed record ApproverKey(string PublicKey, DateOnly From, DateOnly? To, bool IsRevoked = false)
{
    /// <summary>How the canonical form of every key on P-256 begins: algorithm, curve, and the mark of an uncompressed point.</summary>
    private const string Head = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE";

    /// <summary>Whether it signs on a day.</summary>
    public bool Covers(DateOnly day) => !IsRevoked && From <= day && (To is not { } to || day <= to);

    /// <summary>Whether a text is the public half of a key on P-256, in its one canonical form.</summary>
    public static bool IsPublicKey(string text)
    {
        try
        {
            using var key = ECDsa.Create();
            Import(text, key);
            return text.StartsWith(Head, StringComparison.Ordinal) && PublicHalfOf(key) == text;
        }
        catch (Exception problem) when (problem is FormatException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The public half of a key as it is written in the directory of people.</summary>
    public static string PublicHalfOf(ECDsa key) => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

    internal bool Verifies(ReadOnlySpan<byte> statement, ReadOnlySpan<byte> signature)
    {
        using var key = ECDsa.Create();
        Import(PublicKey, key);
        return key.VerifyData(statement, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static void Import(string text, ECDsa key) => key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(text), out _);
}
