using System.Text;

namespace Linkage.Matching.Normalise;

/// <summary>A Soundex of the first part of a name, kin to NARA's: first letter and up to three groups of consonants.</summary>
internal static class SoundForm
{
    private const int Longest = 4;

    private static readonly byte[] Groups = [.. "01230120022455012623010202"u8];

    /// <summary>The sound of a name in normal form.</summary>
    internal static int Sound(ReadOnlySpan<byte> value, Span<byte> output)
    {
        var part = FoldedText.FirstPart(value, out _);
        if (part.IsEmpty)
        {
            return 0;
        }

        // The letter that begins the sound, and how many bytes it stands for.
        var first = part[0];
        var taken = 1;
        (first, taken) = part switch
        {
            [(byte)'M', (byte)'A', (byte)'C', ..] => (first, 2),
            [(byte)'P', (byte)'H', ..] => ((byte)'F', 2),
            [(byte)'K', (byte)'N', ..] => ((byte)'N', 2),
            [(byte)'W', (byte)'R', ..] => ((byte)'R', 2),
            _ => (first, 1),
        };
        if (first == 'C' && taken == 1 && (part.Length == 1 || part[1] is not ((byte)'E' or (byte)'I' or (byte)'H' or (byte)'Y')))
        {
            first = (byte)'K';
        }

        output[0] = first;
        var length = 1;
        if (first >= 0x80)
        {
            Rune.DecodeFromUtf8(part, out _, out taken);
            part[..taken].CopyTo(output);
            length = taken;
        }

        var last = (byte)0;
        for (var (i, characters) = (taken, 1); i < part.Length;)
        {
            if (part[i] < 0x80)
            {
                var group = FoldedText.IsUpper(part[i]) ? Groups[part[i] - 'A'] : part[i];
                if (group != '0' && !(group == last && group is >= (byte)'1' and <= (byte)'6'))
                {
                    if (characters++ == Longest)
                    {
                        break;
                    }

                    output[length++] = group;
                }

                last = group;
                i++;
            }
            else
            {
                if (characters++ == Longest)
                {
                    break;
                }

                Rune.DecodeFromUtf8(part[i..], out _, out var bytes);
                part.Slice(i, bytes).CopyTo(output[length..]);
                length += bytes;
                i += bytes;
                last = 0;
            }
        }

        return length;
    }
}
