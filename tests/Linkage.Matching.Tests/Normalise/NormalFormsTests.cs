using Linkage.Matching.Normalise;

namespace Linkage.Matching.Tests.Normalise;

/// <summary>The normal forms in a session of the caller.</summary>
public sealed class NormalFormsTests
{
    [Fact]
    public void Prepare_BeforeTheSessionIsLocked_WorksInIt()
    {
        using var session = MatchingSession.Open();
        NormalForms.Prepare(session, CancellationToken.None);
        session.Lock(CancellationToken.None);
        NormalForms.Prepare(session, CancellationToken.None);

        Assert.Equal("SMITH", session.Scalar<string>("SELECT lnk_full_surname('Mr John Smith')", CancellationToken.None));
    }

    [Fact]
    public void Prepare_OfManyRowsOnSeveralThreads_GivesTheSameAsOne()
    {
        string Digest(int threads)
        {
            using var session = MatchingSession.Open(threads);
            NormalForms.Prepare(session, CancellationToken.None);
            return session.Scalar<string>(
                "SELECT bit_xor(hash(i, lnk_address(a), lnk_address_numbers(lnk_address(a)), lnk_postcode(p)))::VARCHAR FROM (SELECT i, i || ' High St, É' || i % 7 AS a, 'LS' || i % 10 || ' 4DY' AS p FROM range(50000) t(i))",
                CancellationToken.None)!;
        }

        Assert.Equal(Digest(1), Digest(4));
    }

    [Fact]
    public void ReadChunks_AFaultInTheReader_IsThrownWithoutValues()
    {
        using var session = MatchingSession.Open();

        var fault = Assert.ThrowsAny<Exception>(() => session.ReadChunks("SELECT 'secret' AS v", ["v"], _ => throw new InvalidOperationException("secret"), CancellationToken.None));

        Assert.DoesNotContain("secret", fault.Message.Replace("lnk_take", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(3, session.ReadChunks("SELECT range AS v FROM range(3)", ["v"], _ => { }, CancellationToken.None));
    }
}
