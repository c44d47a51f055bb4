using DuckDB.NET.Data;

namespace DuckDB.NET.Bindings.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void Trio_EndToEnd_Works()
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "create table t (a integer, b varchar)";
        command.ExecuteNonQuery();
        using (var appender = connection.CreateAppender("t"))
        {
            for (var i = 0; i < 5000; i++)
            {
                appender.CreateRow().AppendValue(i).AppendValue("näme 😀 " + i).EndRow();
            }
        }

        connection.RegisterScalarFunction<string, string>("shout", s => s.ToUpperInvariant());
        command.CommandText = "select count(*), max(shout(b)) from t where a >= $a";
        command.Parameters.Add(new DuckDBParameter("a", 4000));
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());
        Assert.Equal(1000L, reader.GetInt64(0));
        Assert.Equal("NÄME 😀 4999", reader.GetString(1));
    }
}
