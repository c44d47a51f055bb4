namespace Linkage.Matching.Scoring;

/// <summary>Something about each pattern met: an open-addressed table, for there are few patterns and very many pairs. Not safe for use by two threads.</summary>
internal sealed class PatternMap<T>(Func<long, T> make)
{
    private const long Empty = -1;

    private long[] _patterns = Filled(1 << 12);
    private T[] _values = new T[1 << 12];
    private int _used;

    /// <summary>The patterns met so far and what stands for them, in no order.</summary>
    internal IEnumerable<(long Pattern, T Value)> Entries => _patterns.Zip(_values).Where(e => e.First != Empty);

    /// <summary>What stands for a pattern; made when it is met first. The reference holds until the next call.</summary>
    internal ref T Of(long pattern)
    {
        var slot = SlotOf(pattern);
        if (_patterns[slot] == Empty)
        {
            if (_used * 2 > _patterns.Length)
            {
                Grow();
                slot = SlotOf(pattern);
            }

            _patterns[slot] = pattern;
            _values[slot] = make(pattern);
            _used++;
        }

        return ref _values[slot];
    }

    private static long[] Filled(int size)
    {
        var patterns = new long[size];
        Array.Fill(patterns, Empty);
        return patterns;
    }

    private int SlotOf(long pattern)
    {
        var mask = _patterns.Length - 1;
        var slot = (int)((ulong)(pattern * -7046029254386353131L) >> 40) & mask;
        while (_patterns[slot] != pattern && _patterns[slot] != Empty)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Grow()
    {
        var (patterns, values) = (_patterns, _values);
        _patterns = Filled(patterns.Length * 4);
        _values = new T[_patterns.Length];
        for (var i = 0; i < patterns.Length; i++)
        {
            if (patterns[i] != Empty)
            {
                var slot = SlotOf(patterns[i]);
                (_patterns[slot], _values[slot]) = (patterns[i], values[i]);
            }
        }
    }
}
