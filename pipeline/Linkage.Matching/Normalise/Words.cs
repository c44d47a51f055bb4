using System.Text;

namespace Linkage.Matching.Normalise;

/// <summary>A fixed set of words or phrases in upper case, ASCII, looked up by their bytes. Each may be of several kinds.</summary>
internal sealed class Words
{
    private readonly (byte[] Word, int Kinds)[]?[] _byLengthAndFirst;
    private readonly int _longest;

    internal Words(params IEnumerable<string> words)
        : this(words.Select(w => (w, 1)))
    {
    }

    internal Words(params IEnumerable<(NameWord Kind, string Words)> kinds)
        : this(kinds.SelectMany(k => k.Words.Split(' ').Select(w => (w, (int)k.Kind))))
    {
    }

    private Words(IEnumerable<(string Word, int Kind)> words)
    {
        var all = words.GroupBy(w => w.Word, StringComparer.Ordinal).Select(g => (Word: Encoding.ASCII.GetBytes(g.Key), Kinds: g.Aggregate(0, (kinds, w) => kinds | w.Kind))).ToList();
        _longest = all.Max(w => w.Word.Length);
        _byLengthAndFirst = new (byte[], int)[]?[(_longest + 1) * 32];
        foreach (var group in all.GroupBy(w => Place(w.Word.Length, w.Word[0])))
        {
            _byLengthAndFirst[group.Key] = [.. group];
        }
    }

    internal bool Contains(ReadOnlySpan<byte> word) => KindsOf(word) != 0;

    /// <summary>The kinds of a word; 0 where it is none of the set.</summary>
    internal int KindsOf(ReadOnlySpan<byte> word)
    {
        if (word.IsEmpty || word.Length > _longest || _byLengthAndFirst[Place(word.Length, word[0])] is not { } candidates)
        {
            return 0;
        }

        foreach (var (candidate, kinds) in candidates)
        {
            if (word.SequenceEqual(candidate))
            {
                return kinds;
            }
        }

        return 0;
    }

    private static int Place(int length, byte first) => length * 32 + (first & 31);
}
