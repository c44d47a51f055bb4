namespace DuckDB.NET.Bindings.Tests.Behaviour;

/// <summary>What the provider does that one would not expect. When one of these fails after an update, a guard elsewhere can go.</summary>
public sealed class ProviderTrapTests
{
    [Fact]
    public void AppendValue_OtherWidthThanTheColumn_WritesWrongNumbersWithoutAnError()
    {
        using var database = new Database();
        database.Execute("create table t (a bigint)");

        using (var appender = database.Connection.CreateAppender("t"))
        {
            // 32 bits into a column of 64: the second value lands in the upper half of the first.
            appender.CreateRow().AppendValue((int?)1).EndRow();
            appender.CreateRow().AppendValue((int?)2).EndRow();
        }

        Assert.Equal(["8589934593", "0"], database.Rows("from t"));
    }

    [Fact]
    public void AppendValue_IntegerLiteral_PicksTheNarrowestOverload()
    {
        using var database = new Database();
        database.Execute("create table t (a integer)");

        using (var appender = database.Connection.CreateAppender("t"))
        {
            appender.CreateRow().AppendValue(1).EndRow();
            appender.CreateRow().AppendValue(1).EndRow();
        }

        Assert.Equal(["257", "0"], database.Rows("from t"));
    }

    [Fact]
    public void AppendValue_TextWithNulCharacter_IsCutThere()
    {
        using var database = new Database();
        database.Execute("create table t (a varchar)");

        using (var appender = database.Connection.CreateAppender("t"))
        {
            appender.CreateRow().AppendValue("a\0b").EndRow();
            appender.CreateRow().AppendValue("a\0b"u8.ToArray()).EndRow();
        }

        Assert.Equal(["1", "3"], database.Rows("select length(a) from t"));
    }

    [Fact]
    public void AppendValue_BytesThatAreNoUtf8IntoVarchar_BecomeNull()
    {
        using var database = new Database();
        database.Execute("create table t (a varchar)");

        using (var appender = database.Connection.CreateAppender("t"))
        {
            appender.CreateRow().AppendValue(new byte[] { 65, 255 }).EndRow();
        }

        Assert.Equal(["NULL"], database.Rows("from t"));
    }

    [Fact]
    public void Dispose_AppenderAfterAnException_StillWritesTheRows()
    {
        using var database = new Database();
        database.Execute("create table t (a bigint)");

        Action interrupted = () =>
        {
            using var appender = database.Connection.CreateAppender("t");
            appender.CreateRow().AppendValue(1L).EndRow();
            throw new FormatException();
        };

        Assert.Throws<FormatException>(interrupted);

        Assert.Equal(1L, database.Scalar<long>("select count(*) from t"));
    }

    [Fact]
    public void CommandTimeout_Elapsed_IsIgnored()
    {
        using var database = new Database();
        using var command = database.Command("select count(*) from range(1000)");
        command.CommandTimeout = 1;

        Assert.Equal(1000L, command.ExecuteScalar());
    }

    [Fact]
    public void GetFieldValue_BlobAsByteArray_IsNotOffered()
    {
        using var database = new Database();

        Assert.Throws<InvalidCastException>(() => database.Scalar<byte[]>("select 'a'::blob"));
    }
}
