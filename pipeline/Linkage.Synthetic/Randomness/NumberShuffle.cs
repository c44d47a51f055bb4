namespace Linkage.Synthetic.Randomness;

/// <summary>
/// A fixed shuffle of the numbers 0 to size - 1: a four-round Feistel network walked until it falls inside.
/// Gives record ids that are unique without a counter and say nothing about order or place.
/// </summary>
internal sealed class NumberShuffle
{
    private readonly int _half;
    private readonly ulong _mask;
    private readonly ulong _size;
    private readonly ulong _key;

    /// <summary>A shuffle of <paramref name="size"/> numbers for one seed and purpose.</summary>
    public NumberShuffle(long seed, int purpose, long size)
    {
        _size = (ulong)size;
        _key = SeededRandom.Mix((ulong)seed * 0x9E3779B97F4A7C15UL + (ulong)purpose);
        _half = 1;
        while (1UL << (2 * _half) < _size)
        {
            _half++;
        }

        _mask = (1UL << _half) - 1;
    }

    /// <summary>Where a number of the range goes.</summary>
    public long this[long number]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(number);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)number, _size);
            var value = (ulong)number;
            do
            {
                value = Once(value);
            }
            while (value >= _size);
            return (long)value;
        }
    }

    private ulong Once(ulong value)
    {
        var left = value >> _half;
        var right = value & _mask;
        for (var round = 1UL; round <= 4; round++)
        {
            (left, right) = (right, left ^ (SeededRandom.Mix(right + _key * round) & _mask));
        }

        return (left << _half) | right;
    }
}
