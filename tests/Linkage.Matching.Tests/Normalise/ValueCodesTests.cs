using System.Text;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Tests.Normalise;

/// <summary>Values get the same codes whoever comes first.</summary>
public sealed class ValueCodesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Seal_ValuesOfSeveralThreads_AreNumberedInTheOrderOfTheirBytes(int seed)
    {
        var values = Values(seed);
        var codes = new ValueCodes();
        var numbers = new int[values.Count];
        Parallel.For(0, values.Count, i => numbers[i] = codes.NumberOf(values[i]));

        var expected = values.Distinct(ByteComparer.Instance).Order(ByteComparer.Instance).ToList();
        Assert.Equal(expected.Count, codes.Count);
        var found = codes.Seal();
        Assert.Equal(expected.Count, found.Values.Count);
        var places = expected.Index().ToDictionary(e => e.Item, e => e.Index, ByteComparer.Instance);
        for (var i = 0; i < values.Count; i++)
        {
            Assert.Equal(places[values[i]], found.CodeOf(numbers[i]));
            Assert.Equal(values[i], found.Values.Of(found.CodeOf(numbers[i]) + 1).ToArray());
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    public void Places_IdsOfSeveralThreads_AreTheOrderOfTheirBytes(int seed, bool differ)
    {
        List<byte[]> ids = differ ? [.. Values(seed).Distinct(ByteComparer.Instance)] : Values(seed);
        var numbered = new RecordIds();
        var numbers = new int[ids.Count];
        Parallel.For(0, ids.Count, i => numbers[i] = numbered.Add(numbered.NextShard(), 3, ids[i]));

        var places = numbered.Places(out var allDiffer);

        Assert.Equal(differ, allDiffer);
        var found = new byte[ids.Count][];
        for (var i = 0; i < ids.Count; i++)
        {
            found[ValueCodes.CodeOf(places, numbers[i])] = ids[i];
        }

        Assert.Equal(ids.Order(ByteComparer.Instance), found);
        Assert.Equal(found, Enumerable.Range(0, numbered.Count).Select(i => numbered.IdAt(i).ToArray()));
        Assert.All(Enumerable.Range(0, numbered.Count), i => Assert.Equal(3, numbered.DatasetAt(i)));
    }

    [Theory]
    [InlineData("same", "same")]
    [InlineData("same", "same\0")]
    public void Places_TwoIdsManyTimes_AreFoundToRepeat(string one, string other)
    {
        var ids = new RecordIds();
        for (var i = 0; i < 300_000; i++)
        {
            ids.Add(i & 1, 0, Encoding.UTF8.GetBytes(i % 2 == 0 ? one : other));
        }

        ids.Places(out var allDiffer);

        Assert.False(allDiffer);
    }

    [Fact]
    public void Seal_NoValues_IsEmpty()
    {
        Assert.Equal(0, new ValueCodes().Seal().Values.Count);
        Assert.Equal(0, new ValueCodes().Count);
    }

    private static List<byte[]> Values(int seed)
    {
        var random = new Random(seed);
        string[] starts = ["", "council-tax ", "council-tax account number ", "a", "é", "\0", "FLAT 1 2"];
        string[] ends = ["", "\0", "\0\0", "\0\0\0\0\0\0\0\0", " ", "z", "李"];
        return
        [
            .. Enumerable.Range(0, 40_000).Select(_ => Encoding.UTF8.GetBytes(starts[random.Next(starts.Length)] + (random.Next(4) == 0 ? string.Empty : random.Next(20_000)) + ends[random.Next(ends.Length)])),
            Encoding.UTF8.GetBytes(new string('x', 10_000)),
            Encoding.UTF8.GetBytes(new string('x', 10_001)),
        ];
    }

    private sealed class ByteComparer : IComparer<byte[]>, IEqualityComparer<byte[]>
    {
        internal static ByteComparer Instance { get; } = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj)
        {
            var hash = default(HashCode);
            hash.AddBytes(obj);
            return hash.ToHashCode();
        }
    }
}
