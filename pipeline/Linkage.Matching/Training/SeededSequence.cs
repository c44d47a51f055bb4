namespace Linkage.Matching.Training;

/// <summary>Whole numbers from a seed, the same on every machine and runtime (SplitMix64).</summary>
internal sealed class SeededSequence
{
    private ulong _state;

    internal SeededSequence(long seed) => _state = unchecked((ulong)seed);

    /// <summary>The next number from 0 up to, not including, <paramref name="bound"/>.</summary>
    internal long Next(long bound)
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (long)((z ^ (z >> 31)) % (ulong)bound);
        }
    }
}
