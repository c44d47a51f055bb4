using DuckDB.NET.Data;
using Linkage.Governance.Documents;
using Linkage.Jobs.Commands;
using Linkage.TestKit;
using Microsoft.Data.Sqlite;

namespace Linkage.Jobs.Tests.Commands;

public sealed class FaultsTests
{
    private const string Canary = "Canary Wharfington 1951-02-03";

    [Fact]
    public void Of_ExceptionThatQuotesAValue_TellsTypeOnlyAndKeepsARecordWithoutIt()
    {
        using var folder = new TemporaryFolder();
        var thrown = Thrown(new InvalidDataException(Canary, new FormatException(Canary)));

        var problem = Faults.Of(thrown, folder.Path);

        Assert.Equal(ExitCode.Fault, problem.ExitCode);
        Assert.Contains(nameof(InvalidDataException), problem.Message, StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{8}$", problem.FaultId);
        Assert.DoesNotContain("Canary", problem.ToString(), StringComparison.Ordinal);
        var record = File.ReadAllText(problem.Where!);
        Assert.Contains(nameof(FormatException), record, StringComparison.Ordinal);
        Assert.Contains(nameof(Thrown), record, StringComparison.Ordinal);
        Assert.DoesNotContain("Canary", record, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_DuckDBExceptionThatQuotesAValue_DoesNotRepeatIt()
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT CAST('{Canary}' AS INTEGER)";
        var thrown = Assert.Throws<DuckDBException>(() => command.ExecuteScalar());
        Assert.Contains("Canary", thrown.Message, StringComparison.Ordinal);

        var problem = Faults.Of(thrown, workspace: null);

        Assert.Equal("FAULT", problem.Code);
        Assert.DoesNotContain("Canary", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ConfigurationException_NamesFileLineAndKey()
    {
        var problem = Faults.Of(new ConfigurationException("rules/a.yaml", 12, "joins[2].left", "The key is unknown."), workspace: null);

        Assert.Equal(ExitCode.BadConfiguration, problem.ExitCode);
        Assert.Equal("rules/a.yaml, line 12, key joins[2].left", problem.Where);
        Assert.Equal("The key is unknown.", problem.Message);
    }

    [Fact]
    public void Of_FullDisk_NamesTheFolderAlsoWithinAnotherException()
    {
        var full = Assert.ThrowsAny<IOException>(() => File.WriteAllBytes("/dev/full", [1]));

        foreach (var thrown in new Exception[] { full, new InvalidOperationException("A step failed.", full) })
        {
            var problem = Faults.Of(thrown, workspace: null);

            Assert.Equal(("DISK_FULL", "/dev", ExitCode.Fault), (problem.Code, problem.Where, problem.ExitCode));
        }
    }

    [Theory]
    [InlineData(13)]
    [InlineData(30)]
    public void Of_FolderThatCannotBeWritten_NamesTheNearestThatIsThere(int errno)
    {
        using var folder = new TemporaryFolder();
        var problem = Faults.Of(new IOException($"Access to the path '{folder.PathOf("zones", "a", "b")}' is denied.", errno), workspace: null);

        Assert.Equal(("NO_ACCESS", folder.Path), (problem.Code, problem.Where));
    }

    [Fact]
    public void Of_IOExceptionThatQuotesAValue_DoesNotRepeatIt()
    {
        using var folder = new TemporaryFolder();
        var problem = Faults.Of(new IOException($"'{Canary}' and '/{Canary}'", 28), folder.Path);

        Assert.Equal(("DISK_FULL", folder.Path), (problem.Code, problem.Where));
        Assert.DoesNotContain("Canary", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_StoreThatIsWritten_IsBusy() => Assert.Equal("STORE_BUSY", Faults.Of(new Microsoft.Data.Sqlite.SqliteException("locked", 5), "/srv").Code);

    // A writer that is stopped between the two copies of the log's header leaves them different; whoever comes then finds the lock held and no header to read by, which
    // SQLite calls a locking protocol error (15), after ten seconds of its own and whatever the busy timeout.
    [Fact]
    public void Of_StoreWhoseWriterIsHeldInTheMiddleOfItsHeader_IsBusy()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("linkage.db");
        using var writer = Opened(path);
        Execute(writer, "PRAGMA journal_mode = wal; CREATE TABLE t (x); BEGIN IMMEDIATE");
        using (var other = System.Diagnostics.Process.Start("sh", ["-c", $"printf '\\377' | dd of='{path}-shm' bs=1 seek=8 conv=notrunc status=none"]))
        {
            other.WaitForExit();
            Assert.Equal(0, other.ExitCode);
        }

        using var reader = Opened(path);
        var thrown = Assert.Throws<SqliteException>(() => Execute(reader, "SELECT count(*) FROM t"));

        Assert.Equal(15, thrown.SqliteErrorCode);
        Assert.Equal("STORE_BUSY", Faults.Of(thrown, folder.Path).Code);
    }

    private static SqliteConnection Opened(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of this test.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    [Fact]
    public void Of_StoreThatIsFull_IsADiskThatIsFull() => Assert.Equal("DISK_FULL", Faults.Of(new Microsoft.Data.Sqlite.SqliteException("full", 13), "/srv").Code);

    [Fact]
    public void Of_KeyFolderOpenToOthers_SaysFolder()
    {
        using var folder = new TemporaryFolder();

        Assert.StartsWith("The key folder can be", Faults.Of(new Linkage.Pipeline.Keys.KeyVaultException(folder.Path, "can be entered by others", "chmod"), null).Message, StringComparison.Ordinal);
        Assert.StartsWith("The key vault cannot", Faults.Of(new Linkage.Pipeline.Keys.KeyVaultException("https://name.vault.azure.net/", "cannot be reached", "check"), null).Message, StringComparison.Ordinal);
        Assert.StartsWith("A secret of the key vault is", Faults.Of(new Linkage.Pipeline.Keys.KeyVaultException("https://name.vault.azure.net/secrets/linkage-root", "is missing", "restore"), null).Message, StringComparison.Ordinal);
        Assert.StartsWith("A key file is", Faults.Of(new Linkage.Pipeline.Keys.KeyVaultException(folder.PathOf("root.key"), "is missing", "restore"), null).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_Cancellation_EndsWith130() => Assert.Equal(130, (int)Faults.Of(new OperationCanceledException(), null).ExitCode);

    private static InvalidDataException Thrown(InvalidDataException exception)
    {
        try
        {
            throw exception;
        }
        catch (InvalidDataException e)
        {
            return e;
        }
    }
}
