using Linkage.Matching.Blocking;

namespace Linkage.Matching.Tests.Blocking;

/// <summary>Keys with their records in the order of the keys, records of one key in the order they came.</summary>
public sealed class RadixSortTests
{
    [Theory]
    [InlineData(0, 64, 1)]
    [InlineData(5_000, 64, 1)]
    [InlineData(50_000, 64, 1)]
    [InlineData(50_000, 12, 1)]
    [InlineData(50_000, 64, 7)]
    // No hashes: the upper halves of all keys agree.
    [InlineData(50_000, 20, 0)]
    [InlineData(50_000, 33, 0)]
    public void ByKey_AnyKeys_AreInOrderAndStable(int count, int bits, int repeats)
    {
        var random = new Random(count + bits);
        var mask = bits == 64 ? ulong.MaxValue : (1UL << bits) - 1;
        var drawn = Enumerable.Range(0, count).Select(_ => (ulong)random.NextInt64(long.MinValue, long.MaxValue) & mask).ToArray();
        var keys = drawn.Select((key, i) => repeats > 1 ? drawn[i / repeats] : repeats == 0 ? key : key | 1UL << 63).ToArray();
        var records = Enumerable.Range(0, count).ToArray();
        var expected = keys.Zip(records).OrderBy(e => e.First).ToList();

        RadixSort.ByKey(ref keys, ref records, count);

        Assert.Equal(expected, keys.Zip(records).ToList());
    }
}
