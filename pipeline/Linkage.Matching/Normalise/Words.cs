namespace Linkage.Matching.Normalise;

/// <summary>A fixed set of words or phrases in upper case, ASCII, looked up by bytes.</summary>
internal sealed class Words
{
    private readonly byte[][][] _byLengthAndFirst;
    private readonly int _longest;

    internal Words(params IEnumerable<string> words)
    {
        var all = words.Select(System.Text.Encoding.ASCII.GetBytes).ToList();
        _longest = all.Max(w => w.Length);
        _byLengthAndFirst = new byte[(_longest + 1) * 32][][];
        foreach (var group in all.GroupBy(w => Place(w.Length, w[0])))
        {
            _byLengthAndFirst[group.Key] = [.. group];
        }
    }

    internal bool Contains(ReadOnlySpan<byte> word)
    {
        if (word.IsEmpty || word.Length > _longest || _byLengthAndFirst[Place(word.Length, word[0])] is not { } candidates)
        {
            return false;
        }

        foreach (var candidate in candidates)
        {
            if (word.SequenceEqual(candidate))
            {
                return true;
            }
        }

        return false;
    }

    private static int Place(int length, byte first) => length * 32 + (first & 31);
}
