using DuckDB.NET.Data;

namespace DuckDB.NET.Bindings.Tests.Behaviour;

public sealed class QueryTests
{
    [Fact]
    public void ServerVersion_OpenConnection_IsTheOneTheProviderWasMadeFor()
    {
        using var database = new Database();

        Assert.Equal("v1.5.6", database.Connection.ServerVersion);
    }

    [Fact]
    public void ExecuteReader_SeveralStatements_GivesEachResult()
    {
        using var database = new Database();
        using var command = database.Command("create table t (a integer); insert into t values (1), (2); select a from t order by a; select 'end'");

        using var reader = command.ExecuteReader();

        Assert.Equal("a", reader.GetName(0));
        Assert.True(reader.Read());
        Assert.Equal(1, reader.GetInt32(0));
        Assert.True(reader.Read());
        Assert.Equal(2, reader.GetInt32(0));
        Assert.False(reader.Read());
        Assert.True(reader.NextResult());
        Assert.True(reader.Read());
        Assert.Equal("end", reader.GetString(0));
        Assert.False(reader.NextResult());
    }

    [Fact]
    public void ExecuteNonQuery_InsertUpdateDelete_GivesRowsChanged()
    {
        using var database = new Database();
        database.Execute("create table t (a integer)");

        Assert.Equal(3, database.Execute("insert into t values (1), (2), (3)"));
        Assert.Equal(2, database.Execute("update t set a = a + 1 where a > 1"));
        Assert.Equal(1, database.Execute("delete from t where a = 1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("twelve bytes")]
    [InlineData("thirteen byte")]
    [InlineData("Siân O’Brien-Łukasz")]
    [InlineData("e\u0301 versus \u00e9")]
    [InlineData("\U0001F468\u200D\U0001F469\u200D\U0001F467")]
    [InlineData("\u202Eright to left\u202C \uFEFF")]
    public void GetString_AnyUnicode_ComesBackUnchanged(string text)
    {
        using var database = new Database();

        Assert.Equal(text, database.Scalar<string>($"select '{text}'"));
        Assert.Equal(text, database.Scalar<string>($"select x from (select '{text}' as x from range(5000)) order by x desc"));
    }

    [Fact]
    public void GetValue_NestedTypes_ComeBackWhole()
    {
        using var database = new Database();
        using var command = database.Command("select [1, 2, null], {'a': 1, 'b': 'x'}, map {'k': 7}, [10, 20]::integer[2], 'on'::enum('off', 'on')");

        using var reader = command.ExecuteReader();

        Assert.True(reader.Read());
        Assert.Equal([1, 2, null], reader.GetFieldValue<List<int?>>(0));
        Assert.Equal("x", reader.GetFieldValue<Dictionary<string, object>>(1)["b"]);
        Assert.Equal(7, reader.GetFieldValue<Dictionary<string, int>>(2)["k"]);
        Assert.Equal([10, 20], reader.GetFieldValue<List<int>>(3));
        Assert.Equal("on", reader.GetFieldValue<string>(4));
    }

    [Fact]
    public void Rollback_AfterInsert_LeavesNoRow()
    {
        using var database = new Database();
        database.Execute("create table t (a integer)");

        using (var transaction = database.Connection.BeginTransaction())
        {
            database.Execute("insert into t values (1)");
            transaction.Rollback();
        }

        Assert.Equal(0L, database.Scalar<long>("select count(*) from t"));
    }

    [Fact]
    public void Open_TwoConnectionsToOneFile_SeeOneDatabase()
    {
        var folder = Directory.CreateTempSubdirectory("linkage-bindings-");
        try
        {
            var connectionString = $"DataSource={Path.Combine(folder.FullName, "one é.duckdb")}";
            using (var first = new Database(connectionString))
            using (var second = new Database(connectionString))
            {
                first.Execute("create table t as select 42 as a");
                Assert.Equal(42, second.Scalar<int>("select a from t"));
            }

            using var again = new Database(connectionString);
            Assert.Equal(42, again.Scalar<int>("select a from t"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Open_OptionsInConnectionString_AreSet()
    {
        using var database = new Database("DataSource=:memory:;threads=1;memory_limit=64MB");

        Assert.Equal("1", database.Scalar<string>("select current_setting('threads')::varchar"));
        Assert.Equal("61.0 MiB", database.Scalar<string>("select current_setting('memory_limit')"));
    }

    [Fact]
    public void Extensions_OfTheNativeLibrary_AreTheOnesTheProjectCountsOn()
    {
        using var database = new Database();

        Assert.Equal(["core_functions", "icu", "json", "parquet"], database.Rows(
            "select extension_name from duckdb_extensions() where loaded and extension_name in ('core_functions', 'icu', 'json', 'parquet') order by all"));
    }

    [Fact]
    public void Connections_OnManyThreads_WorkSideBySide()
    {
        using var database = new Database();
        database.Execute("create table t as select range as a from range(100000)");

        Parallel.For(0, 16, i =>
        {
            using var connection = database.Connection.Duplicate();
            connection.Open();
            using var command = new DuckDBCommand($"select count(*) from t where a % 16 = {i}", connection);
            Assert.Equal(6250L, command.ExecuteScalar());
        });
    }
}
