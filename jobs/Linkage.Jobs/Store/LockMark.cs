using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Linkage.Jobs.Store;

/// <summary>
/// What the holder of a workspace writes into its lock file: the number of its turn, which only grows, and a random word, so that no two holders
/// ever write the same. One line of fixed length.
/// </summary>
/// <param name="Turn">Fencing token: higher than that of every holder before.</param>
/// <param name="Word">32 random hexadecimal digits.</param>
internal readonly record struct LockMark(long Turn, string Word)
{
    /// <summary>Bytes of a mark: 20 digits, a space, the word, a line end.</summary>
    public const int Length = 54;

    /// <summary>
    /// The mark of the next holder. The turn counts on from the one before, and from the seconds since 1970: where the file was deleted and made anew,
    /// the new one begins above all that the old one can have reached.
    /// </summary>
    /// <param name="before">What the file holds; anything but a mark counts as nothing.</param>
    /// <param name="now">The clock of the machine.</param>
    public static LockMark After(ReadOnlySpan<byte> before, DateTimeOffset now)
    {
        var turn = before.Length == Length && long.TryParse(before[..20], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : 0;
        return new LockMark(Math.Max(turn + 1, now.ToUnixTimeSeconds()), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
    }

    /// <summary>As it stands in the file.</summary>
    public byte[] ToBytes() => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Turn:D20} {Word}\n"));
}
