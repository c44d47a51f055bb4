using System.Security.Cryptography;
using System.Text;

namespace Linkage.Governance.Ledger;

/// <summary>
/// A checkpoint with its signature, written as a C2SP signed note: the lines of the checkpoint, an empty line, and a line with the name of the ledger, four bytes
/// that name the key, and the signature. It has one written form only.
/// </summary>
/// <param name="Checkpoint">What was signed.</param>
/// <param name="KeyHint">Four bytes that name the key among others; no proof of anything.</param>
/// <param name="Signature">The signature over <see cref="Checkpoint.ToBytes"/>.</param>
public sealed record SignedCheckpoint(Checkpoint Checkpoint, uint KeyHint, ReadOnlyMemory<byte> Signature)
{
    private const int Lines = 7;
    private const string SignatureMark = "\u2014 ";

    // The type of signatures without a number of their own, followed by a longer name.
    private const byte NamedSignatureType = 0xff;

    /// <summary>Signs a checkpoint.</summary>
    public static SignedCheckpoint Sign(Checkpoint checkpoint, ICheckpointSigner signer) =>
        new(checkpoint, HintOf(checkpoint.Origin, signer.SignatureName, signer.PublicKey.Span), signer.Sign(checkpoint.ToBytes()));

    /// <summary>Reads a history of checkpoints: signed notes one after the other, an empty line after each.</summary>
    /// <returns>The checkpoints in their order, and the number (from 1) of the first line from which on the text is no checkpoint; null when all of it is.</returns>
    public static (IReadOnlyList<SignedCheckpoint> Checkpoints, int? BadLine) ReadHistory(string text)
    {
        var lines = text.Split('\n');
        var checkpoints = new List<SignedCheckpoint>();
        var at = 0;
        while (at + Lines < lines.Length)
        {
            if (Read(lines.AsSpan(at, Lines)) is not { } checkpoint)
            {
                return (checkpoints, at + 1);
            }

            checkpoints.Add(checkpoint);
            at += Lines;
        }

        return (checkpoints, at == lines.Length - 1 && lines[at].Length == 0 ? null : at + 1);
    }

    /// <summary>The checkpoint as it stands in a history, its empty line included.</summary>
    public string ToText()
    {
        byte[] hint = [(byte)(KeyHint >> 24), (byte)(KeyHint >> 16), (byte)(KeyHint >> 8), (byte)KeyHint];
        return $"{Encoding.UTF8.GetString(Checkpoint.ToBytes())}\n{SignatureMark}{Checkpoint.Origin} {Convert.ToBase64String([.. hint, .. Signature.Span])}\n\n";
    }

    /// <summary>Whether it says that it was signed with this key.</summary>
    public bool NamesKey(ICheckpointKey key) => KeyHint == HintOf(Checkpoint.Origin, key.SignatureName, key.PublicKey.Span);

    /// <summary>Whether it was signed with this key.</summary>
    public bool IsSignedBy(ICheckpointKey key) => NamesKey(key) && key.Verifies(Checkpoint.ToBytes(), Signature.Span);

    private static SignedCheckpoint? Read(Span<string> lines)
    {
        if (Checkpoint.Read(lines[..4]) is not { } checkpoint)
        {
            return null;
        }

        var head = $"{SignatureMark}{checkpoint.Origin} ";
        var signed = lines[5].StartsWith(head, StringComparison.Ordinal) ? lines[5][head.Length..] : string.Empty;
        var bytes = new byte[signed.Length];
        if (!Convert.TryFromBase64String(signed, bytes, out var length) || length < 5)
        {
            return null;
        }

        var hint = ((uint)bytes[0] << 24) | ((uint)bytes[1] << 16) | ((uint)bytes[2] << 8) | bytes[3];
        var read = new SignedCheckpoint(checkpoint, hint, bytes.AsMemory(4, length - 4));
        return read.ToText() == string.Join('\n', lines.ToArray()) + "\n" ? read : null;
    }

    private static uint HintOf(string origin, string signatureName, ReadOnlySpan<byte> publicKey)
    {
        var hash = SHA256.HashData([.. Encoding.UTF8.GetBytes(origin), (byte)'\n', NamedSignatureType, .. Encoding.ASCII.GetBytes(signatureName), .. publicKey]);
        return ((uint)hash[0] << 24) | ((uint)hash[1] << 16) | ((uint)hash[2] << 8) | hash[3];
    }
}
