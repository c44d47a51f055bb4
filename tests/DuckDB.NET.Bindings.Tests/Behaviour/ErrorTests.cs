using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace DuckDB.NET.Bindings.Tests.Behaviour;

public sealed class ErrorTests
{
    [Theory]
    [InlineData("selec 1", "Parser Error")]
    [InlineData("select 1; selec 2", "Parser Error")]
    [InlineData("select nothing", "Binder Error")]
    [InlineData("from nowhere", "Catalog Error")]
    [InlineData("from read_csv('/no/such/file.csv')", "IO Error")]
    [InlineData("from read_parquet('/no/such/file.parquet')", "IO Error")]
    [InlineData("install no_such_extension", "Error")]
    public Task Execute_StatementThatCannotRun_ThrowsWithItsClass(string sql, string expected) => Bounded.Run(() =>
    {
        using var database = new Database("DataSource=:memory:;autoinstall_known_extensions=false;autoload_known_extensions=false");

        var error = Assert.Throws<DuckDBException>(() => database.Execute(sql));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(1, database.Scalar<int>("select 1"));
    });

    [Theory]
    [InlineData("select 'abc'::integer", DuckDBErrorType.Conversion)]
    [InlineData("select 300::utinyint from range(1)", DuckDBErrorType.Conversion)]
    [InlineData("select 9223372036854775807 + range from range(5)", DuckDBErrorType.OutOfRange)]
    [InlineData("insert into t values (1, 'a'), (1, 'b')", DuckDBErrorType.Constraint)]
    [InlineData("insert into t values (1, null)", DuckDBErrorType.Constraint)]
    [InlineData("select error('mine')", DuckDBErrorType.InvalidInput)]
    public Task Execute_StatementThatFails_ThrowsWithItsType(string sql, DuckDBErrorType expected) => Bounded.Run(() =>
    {
        using var database = new Database();
        database.Execute("create table t (a integer primary key, b varchar not null)");

        var error = Assert.Throws<DuckDBException>(() => database.Rows(sql));

        Assert.Equal(expected, error.ErrorType);
        Assert.Equal(0L, database.Scalar<long>("select count(*) from t"));
    });

    [Fact]
    public Task Execute_BeyondMemoryLimit_ThrowsOutOfMemory() => Bounded.Run(() =>
    {
        using var database = new Database();
        database.Execute("set memory_limit = '50MB'; set temp_directory = ''");

        var error = Assert.Throws<DuckDBException>(() => database.Execute("create table t as select range as a, md5(range::varchar) as b from range(5000000)"));

        Assert.Equal(DuckDBErrorType.OutOfMemory, error.ErrorType);
        Assert.Equal(1, database.Scalar<int>("select 1"));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Read_ErrorInTheMiddle_ThrowsAndNeverEndsQuietly(bool streaming) => Bounded.Run(() =>
    {
        using var database = new Database();
        using var command = database.Command("select case when range = 3000000 then error('boom') else range::varchar end from range(5000000)");
        command.UseStreamingMode = streaming;
        var rows = 0;

        var error = Assert.Throws<DuckDBException>(() =>
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                rows++;
            }
        });

        Assert.Contains("boom", error.Message, StringComparison.Ordinal);
        Assert.InRange(rows, streaming ? 1 : 0, 3_000_000);
        Assert.Equal(1, database.Scalar<int>("select 1"));
    });

    [Fact]
    public Task Open_FolderThatIsNotThere_Throws() => Bounded.Run(() =>
    {
        var error = Assert.Throws<DuckDBException>(() => new Database("DataSource=/no/such/folder/x.duckdb"));

        Assert.Contains("IO Error", error.Message, StringComparison.Ordinal);
    });

    [Fact]
    public Task Open_FileThatIsNoDatabase_Throws() => Bounded.Run(() =>
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, new string('x', 20_000));

            Assert.Throws<DuckDBException>(() => new Database($"DataSource={file}"));
        }
        finally
        {
            File.Delete(file);
        }
    });

    [Fact]
    public Task Execute_ParameterWithoutValue_Throws() => Bounded.Run(() =>
    {
        using var database = new Database();

        Assert.Throws<InvalidOperationException>(() => database.Execute("select $a, $b", ("a", 1)));
        Assert.Throws<DuckDBException>(() => database.Execute("select $a, $b", ("a", 1), ("c", 1)));
    });

    [Fact]
    public Task Execute_ErrorsAgainAndAgain_LeaveTheConnectionUsable() => Bounded.Run(() =>
    {
        using var database = new Database();
        for (var i = 0; i < 300; i++)
        {
            Assert.Throws<DuckDBException>(() => database.Execute("select 'abc'::integer"));
        }

        Assert.Equal(1, database.Scalar<int>("select 1"));
    });
}
