using System.Security.Cryptography;
using System.Text;
using DuckDB.NET.Data;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Keys;

namespace Linkage.Pipeline.Tests.Keys;

public sealed class PseudonymKeyTests
{
    // RFC 4231 test cases 1, 2, 3, 4 and 6 (HMAC-SHA-256); the last has a key longer than a block.
    public static TheoryData<string, string, string> Rfc4231 => new()
    {
        { "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
        { "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
        { string.Concat(Enumerable.Repeat("aa", 20)), string.Concat(Enumerable.Repeat("dd", 50)), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
        { "0102030405060708090a0b0c0d0e0f10111213141516171819", string.Concat(Enumerable.Repeat("cd", 50)), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b" },
        {
            string.Concat(Enumerable.Repeat("aa", 131)),
            "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        },
    };

    [Theory]
    [MemberData(nameof(Rfc4231))]
    public void Pseudonym_Rfc4231Vectors_Agree(string key, string data, string expected)
    {
        using var pseudonyms = new PseudonymKey(Convert.FromHexString(key), []);
        var result = new byte[32];
        pseudonyms.Pseudonym(Convert.FromHexString(data), result);
        Assert.Equal(expected, Convert.ToHexStringLower(result));

        using var session = Session(1);
        pseudonyms.MountForBytes(session, "h");
        Assert.Equal(expected, session.Scalar<string>("SELECT lower(hex(h(unhex($1))))", [data], CancellationToken.None));
    }

    [Fact]
    public void MountForText_ManyRowsOnTwoThreads_EqualsIndependentHmac()
    {
        var secret = KeyRingTests.Root();
        using var key = new PseudonymKey([.. secret], []);
        using var session = Session(2);
        key.MountForText(session, "record_hmac");
        session.Execute("CREATE TABLE ids AS SELECT CASE WHEN i % 7 = 0 THEN NULL WHEN i % 11 = 0 THEN repeat('ż€𝄞', i::INT % 500) ELSE 'CASE-' || i END AS id FROM range(300000) r(i)", CancellationToken.None);
        session.Execute("CREATE TABLE keyed AS SELECT id, record_hmac(id) AS k FROM ids", CancellationToken.None);

        Assert.Equal(0, session.Scalar<long>("SELECT count(*) FROM keyed WHERE (id IS NULL) <> (k IS NULL) OR octet_length(k) <> 32", CancellationToken.None));
        var sample = session.Query("SELECT id, hex(k) FROM keyed WHERE id IS NOT NULL USING SAMPLE 5000", r => (r.GetString(0), r.GetString(1)), CancellationToken.None);
        Assert.All(sample, s => Assert.Equal(Convert.ToHexString(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(s.Item1))), s.Item2));
        Assert.Equal(
            session.Scalar<long>("SELECT count(DISTINCT id) FROM keyed", CancellationToken.None),
            session.Scalar<long>("SELECT count(DISTINCT k) FROM keyed", CancellationToken.None));
    }

    [Fact]
    public void MountForText_PlanAndErrors_HoldNoKeyByte()
    {
        var secret = KeyRingTests.Root();
        using var key = new PseudonymKey([.. secret], []);
        using var session = Session(1);
        key.MountForText(session, "record_hmac");
        session.Execute("CREATE TABLE ids AS SELECT 'CASE-' || i AS id FROM range(10) r(i)", CancellationToken.None);
        var plan = string.Concat(session.Query("EXPLAIN ANALYZE SELECT record_hmac(id) FROM ids", r => r.GetString(1), CancellationToken.None));
        key.Dispose();
        var error = Assert.ThrowsAny<DuckDBException>(() => session.Execute("SELECT record_hmac(id) FROM ids", CancellationToken.None));

        foreach (var text in new[] { plan, error.ToString() })
        {
            Assert.DoesNotContain(Convert.ToHexString(secret)[..16], text.ToUpperInvariant(), StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(secret)[..16], text, StringComparison.Ordinal);
            Assert.DoesNotContain(string.Concat(secret.Take(8).Select(b => $"\\x{b:X2}")), text, StringComparison.Ordinal);
        }
    }

    private static DuckSession Session(int threads) => DuckSession.Open(new DuckOptions { Threads = threads, MemoryLimitMib = 512 });
}
