using System.Globalization;
using System.Text;

namespace Linkage.Governance.Ledger;

/// <summary>
/// What a ledger held at an instant, as a text fit to be signed: the body of a checkpoint of C2SP (tlog-checkpoint), with the instant as its extension line.
/// Who keeps a checkpoint can tell ever after whether the events it counts are still the same ones.
/// </summary>
/// <param name="Origin">Name of the ledger, one line without blanks.</param>
/// <param name="Size">How many events.</param>
/// <param name="Root">Root hash over them.</param>
/// <param name="Instant">When it was signed, UTC, to the millisecond.</param>
public sealed record Checkpoint(string Origin, long Size, TreeHash Root, DateTimeOffset Instant)
{
    /// <summary>What stands before the name of a ledger. No other document that is signed with the same key begins with it.</summary>
    public const string OriginPrefix = "linkage-ledger/";

    /// <summary>The bytes that are signed: origin, size, root in base64 and instant, a line each.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root.ToBytes())}\n{LedgerEvent.Written(Instant)}\n"));

    /// <summary>Reads the four lines, or null when they are not exactly those of a checkpoint.</summary>
    internal static Checkpoint? Read(ReadOnlySpan<string> lines)
    {
        Span<byte> root = stackalloc byte[TreeHash.Length];
        return lines is [var origin, var size, var hash, var instant]
            && origin.StartsWith(OriginPrefix, StringComparison.Ordinal) && !origin.Any(char.IsWhiteSpace)
            && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var events) && size == events.ToString(CultureInfo.InvariantCulture)
            && Convert.TryFromBase64String(hash, root, out var length) && length == TreeHash.Length && hash == Convert.ToBase64String(root)
            && LedgerEvent.TryReadInstant(instant, out var signed)
                ? new Checkpoint(origin, events, new TreeHash(root), signed)
                : null;
    }
}
