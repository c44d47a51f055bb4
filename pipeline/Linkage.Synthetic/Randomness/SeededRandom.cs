using System.Numerics;

namespace Linkage.Synthetic.Randomness;

/// <summary>
/// xoshiro256** (Blackman and Vigna, public domain) with its state filled by SplitMix64 from (seed, stream, index).
/// Ours, because the sequence of System.Random is not a contract; the same seed must give the same city on every version of .NET.
/// </summary>
internal sealed class SeededRandom
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>A generator of its own for one thing: an area's layout, a household, one source's records of a household.</summary>
    public SeededRandom(long seed, Stream stream, long index)
    {
        var state = Mix(Mix((ulong)seed ^ 0x9E3779B97F4A7C15UL) + (ulong)stream) + (ulong)index;
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    /// <summary>Which part of the city a generator serves, so that a change in one part leaves the others alone.</summary>
    public enum Stream
    {
        /// <summary>Ward character.</summary>
        Ward = 1,

        /// <summary>Area character.</summary>
        Area = 2,

        /// <summary>Streets and properties of an area.</summary>
        Layout = 3,

        /// <summary>The people of a household.</summary>
        Household = 4,

        /// <summary>Which sources know the household.</summary>
        Membership = 5,

        /// <summary>How the household's records came out.</summary>
        Recording = 6,

        /// <summary>Row order and gazetteer entries of an area.</summary>
        Rows = 7,
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A whole number from 0 up to, not including, <paramref name="bound"/>, which is at least 1.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>A whole number between two bounds, both included.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>A number in [0, 1).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>A draw from the standard normal distribution, as the sum of twelve uniforms: additions only, the same on every machine.</summary>
    public double Normal()
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++)
        {
            sum += Unit();
        }

        return sum;
    }

    /// <summary>One of the items, all alike likely.</summary>
    public T Of<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>An index drawn by weight.</summary>
    public int Weighted(ReadOnlySpan<double> weights)
    {
        var total = 0.0;
        foreach (var weight in weights)
        {
            total += weight;
        }

        var at = Unit() * total;
        for (var i = 0; i < weights.Length; i++)
        {
            at -= weights[i];
            if (at < 0)
            {
                return i;
            }
        }

        return weights.Length - 1;
    }

    /// <summary>Puts the items into a random order (Fisher and Yates).</summary>
    public void Shuffle<T>(IList<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>The finaliser of SplitMix64: a fixed mixing of 64 bits.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        return Mix(state);
    }
}
