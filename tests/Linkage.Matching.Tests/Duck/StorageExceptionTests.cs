using DuckDB.NET.Data;
using Linkage.Matching.Duck;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Duck;

/// <summary>DuckDB on a disk that is full or closed: the kind of fault and the place, and nothing else of its message.</summary>
public sealed class StorageExceptionTests
{
    [Fact]
    public void Execute_FullDisk_NamesTheFile()
    {
        using var session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 128 });

        var full = Assert.Throws<StorageException>(() => session.Execute("COPY (SELECT 'Canary' AS x FROM range(300000)) TO '/dev/full' (FORMAT csv, USE_TMP_FILE false)", CancellationToken.None));

        Assert.Equal((StorageFault.Full, "/dev/full"), (full.Fault, full.Path));
        Assert.DoesNotContain("Canary", full.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_SpillFolderThatCanTakeNoMore_IsAFullDisk()
    {
        using var folder = new TemporaryFolder();
        using var session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 64, SpillDirectory = folder.Path });
        session.Execute("SET max_temp_directory_size = '1MiB'", CancellationToken.None);

        var full = Assert.Throws<StorageException>(() => session.Execute("CREATE TABLE t AS SELECT i, hash(i) AS h, md5(i::VARCHAR) AS m FROM range(20000000) r(i)", CancellationToken.None));

        Assert.Equal((StorageFault.Full, folder.Path), (full.Fault, full.Path));
    }

    [Fact]
    public void Execute_OtherErrors_StayDuckDBsOwn()
    {
        using var session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 128 });

        Assert.Throws<DuckDBException>(() => session.Execute("SELECT CAST('No space left on device' AS INTEGER)", CancellationToken.None));
        Assert.Throws<DuckDBException>(() => session.Execute("SELECT error('IO Error: \"/x\" No space left on device')", CancellationToken.None));
        Assert.Throws<DuckDBException>(() => session.Execute("SELECT * FROM read_csv('/nowhere/at/all.csv')", CancellationToken.None));
    }
}
