using Linkage.Matching.Duck;
using Linkage.Pipeline.Release;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Release;

/// <summary>The locked session alone, with the guard left out: it must hold by itself.</summary>
public sealed class LockedSessionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LockedSession _locked;

    public LockedSessionTests()
    {
        _folder.Write("secret.csv", "name\nzqcanary\n");
        using (var session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 256 }))
        {
            session.Execute($"COPY (SELECT i AS person_key, i % 5 AS x FROM range(100000) r(i)) TO '{_folder.PathOf("t.parquet")}' (FORMAT parquet)", CancellationToken.None);
        }

        _locked = LockedSession.Open(
            _folder.PathOf("locked.duckdb"),
            new Dictionary<string, string> { ["t"] = _folder.PathOf("t.parquet") },
            new DuckOptions { MemoryLimitMib = 256, SpillDirectory = _folder.Folder("spill") },
            CancellationToken.None);
    }

    public void Dispose()
    {
        _locked.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Keep_QueryOverItsTables_Runs()
    {
        Assert.Null(_locked.Keep("cohort", "SELECT x, count(*) AS n FROM t GROUP BY x;", CancellationToken.None));
        Assert.Equal([("x", "BIGINT"), ("n", "BIGINT")], _locked.ColumnsOf("cohort", CancellationToken.None));
    }

    [Theory]
    [InlineData("SELECT * FROM read_csv('{0}/secret.csv')")]
    [InlineData("SELECT * FROM '{0}/secret.csv'")]
    [InlineData("SELECT * FROM read_text('{0}/secret.csv')")]
    [InlineData("SELECT * FROM read_parquet('{0}/t.parquet')")]
    [InlineData("SELECT * FROM glob('{0}/*')")]
    [InlineData("SELECT 1; ATTACH '{0}/other.db'")]
    [InlineData("SELECT 1; COPY t TO '{0}/out.csv'")]
    [InlineData("SELECT 1; EXPORT DATABASE '{0}/out'")]
    [InlineData("SELECT 1; SET enable_external_access = true")]
    [InlineData("SELECT 1; SET lock_configuration = false")]
    [InlineData("SELECT 1; SET threads = 8")]
    [InlineData("SELECT 1; RESET memory_limit")]
    [InlineData("SELECT 1; INSTALL httpfs")]
    [InlineData("SELECT 1; LOAD httpfs")]
    [InlineData("SELECT * FROM read_csv('https://example.org/x.csv')")]
    [InlineData("SELECT getenv('HOME')")]
    public void Keep_WithoutTheGuard_StillReachesNothing(string sql)
    {
        var before = Directory.GetFileSystemEntries(_folder.Path).Length;

        var problem = _locked.Keep("cohort", string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, _folder.Path), CancellationToken.None);

        Assert.NotNull(problem);
        Assert.DoesNotContain("zqcanary", problem, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Path).Length);
    }

    [Fact]
    public void Keep_WithoutTheGuard_WritesNothingOutsideItsOwnFolders()
    {
        // DuckDB lets a locked session use its own spill folder. Nothing of anybody else is ever in it.
        _locked.Keep("a", $"SELECT 1; COPY t TO '{_folder.PathOf("spill", "out.csv")}'", CancellationToken.None);
        _locked.Keep("b", $"SELECT 1; COPY t TO '{_folder.PathOf("spill", "..", "out.csv")}'", CancellationToken.None);

        Assert.False(File.Exists(_folder.PathOf("out.csv")));
    }

    [Fact]
    public void Keep_ErrorOverData_DoesNotQuoteIt()
    {
        var problem = _locked.Keep("cohort", "SELECT CAST('zqcanary' || x AS INTEGER) FROM t", CancellationToken.None);

        Assert.NotNull(problem);
        Assert.DoesNotContain("zqcanary", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Keep_UnknownColumn_SaysWhichOne() =>
        Assert.Contains("wrd", _locked.Keep("cohort", "SELECT wrd FROM t", CancellationToken.None), StringComparison.Ordinal);

    [Fact]
    public void Keep_MoreThanMemory_SpillsToItsScratch()
    {
        using var small = LockedSession.Open(
            _folder.PathOf("small.duckdb"),
            new Dictionary<string, string>(),
            new DuckOptions { MemoryLimitMib = 96, SpillDirectory = _folder.PathOf("spill") },
            CancellationToken.None);

        Assert.Null(small.Keep("big", "SELECT repeat(md5(i::VARCHAR), 4) AS h FROM range(1500000) r(i) ORDER BY h", CancellationToken.None));
    }
}
