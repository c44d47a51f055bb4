using System.Text;
using Linkage.Matching.Similarity;

namespace Linkage.Matching.Tests.Similarity;

/// <summary>Our similarities are DuckDB's, to the last bits that rounding leaves.</summary>
public sealed class SimilarityOracleTests
{
    private static readonly string[] Alphabets = ["AB", "ABCDEFGHIJ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ ", "AEIO0123", "ŁŚAĆЖنابأB", "A"];

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 9)]
    [InlineData(3, 16)]
    [InlineData(4, 20)]
    [InlineData(5, 40)]
    [InlineData(6, 70)]
    [InlineData(7, 300)]
    public void JaroWinkler_RandomValues_IsDuckDbs(int seed, int longest)
    {
        var pairs = Pairs(seed, longest, 4_000);
        using var session = MatchingSession.Open();
        MatchingSession.Table(session, "pair", ["id", "a", "b"], pairs.Select((p, i) => new string?[] { $"{i:D5}", p.A, p.B }));
        var expected = session.Query("SELECT jaro_winkler_similarity(a, b) FROM pair ORDER BY id", r => r.GetDouble(0), CancellationToken.None);

        for (var i = 0; i < pairs.Count; i++)
        {
            Assert.Equal(expected[i], JaroWinkler.Of(Encoding.UTF8.GetBytes(pairs[i].A), Encoding.UTF8.GetBytes(pairs[i].B)), 12);
        }
    }

    [Theory]
    [InlineData(11, 4)]
    [InlineData(12, 10)]
    [InlineData(13, 30)]
    public void EditDistance_RandomValues_IsDuckDbs(int seed, int longest)
    {
        var pairs = Pairs(seed, longest, 4_000).Where(p => p.A.Length > 0 && p.B.Length > 0 && Encoding.UTF8.GetByteCount(p.A) == p.A.Length && Encoding.UTF8.GetByteCount(p.B) == p.B.Length).ToList();
        using var session = MatchingSession.Open();
        MatchingSession.Table(session, "pair", ["id", "a", "b"], pairs.Select((p, i) => new string?[] { $"{i:D5}", p.A, p.B }));
        var expected = session.Query(
            "SELECT damerau_levenshtein(a, b), CASE WHEN strlen(a) = strlen(b) THEN hamming(a, b) ELSE -1 END FROM pair ORDER BY id", r => (r.GetInt64(0), r.GetInt64(1)), CancellationToken.None);

        for (var i = 0; i < pairs.Count; i++)
        {
            var (a, b) = (Encoding.UTF8.GetBytes(pairs[i].A), Encoding.UTF8.GetBytes(pairs[i].B));
            Assert.Equal(expected[i].Item1 == 1, EditDistance.IsOne(a, b));
            Assert.Equal(expected[i].Item2, EditDistance.Hamming(a, b));
        }
    }

    /// <summary>The bound from the letters may only ever spare work: where it says no, the similarity is below 0.7.</summary>
    [Fact]
    public void MayBeAlike_Refused_MeansASimilarityBelowTheLeast()
    {
        var values = Pairs(21, 14, 400).SelectMany(p => new[] { p.A, p.B }).Where(v => v.Length > 0).Distinct().Order(StringComparer.Ordinal).ToList();
        var builder = new FieldValues.Builder(values.Count, values.Sum(Encoding.UTF8.GetByteCount));
        values.ForEach(v => builder.Add(Encoding.UTF8.GetBytes(v)));
        var field = builder.Build();
        var refused = 0;
        for (var a = 1; a <= field.Count; a++)
        {
            for (var b = a + 1; b <= field.Count; b++)
            {
                if (!field.MayBeAlike(a, b, 0))
                {
                    refused++;
                    Assert.True(field.JaroWinklerOf(a, b) < .7, $"{field.TextOf(a)} and {field.TextOf(b)}");
                }
            }
        }

        Assert.True(refused > field.Count);
    }

    /// <summary>Values that are alike more often than chance: one is the other with a few edits.</summary>
    private static List<(string A, string B)> Pairs(int seed, int longest, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var alphabet = Alphabets[random.Next(Alphabets.Length)];
            string Draw() => string.Concat(Enumerable.Range(0, random.Next(longest + 1)).Select(_ => alphabet[random.Next(alphabet.Length)]));
            var a = Draw();
            if (random.Next(3) == 0)
            {
                return (a, Draw());
            }

            var b = new StringBuilder(a);
            for (var edit = random.Next(4); edit > 0 && b.Length > 1; edit--)
            {
                var at = random.Next(b.Length - 1);
                switch (random.Next(4))
                {
                    case 0:
                        b[at] = alphabet[random.Next(alphabet.Length)];
                        break;
                    case 1:
                        b.Remove(at, 1);
                        break;
                    case 2:
                        b.Insert(at, alphabet[random.Next(alphabet.Length)]);
                        break;
                    default:
                        (b[at], b[at + 1]) = (b[at + 1], b[at]);
                        break;
                }
            }

            return (a, b.ToString());
        })];
    }
}
