using System.Globalization;
using DuckDB.NET.Data;

namespace DuckDB.NET.Bindings.Tests;

/// <summary>A database in memory with one open connection.</summary>
internal sealed class Database : IDisposable
{
    public Database(string connectionString = "DataSource=:memory:")
    {
        Connection = new DuckDBConnection(connectionString);
        Connection.Open();
    }

    public DuckDBConnection Connection { get; }

    public DuckDBCommand Command(string sql, params (string Name, object? Value)[] parameters)
    {
        var command = Connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.Add(new DuckDBParameter(name, value));
        }

        return command;
    }

    public int Execute(string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    public T Scalar<T>(string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read(), "The query has no row.");
        return reader.GetFieldValue<T>(0);
    }

    /// <summary>All rows, each as its values in invariant text joined by "|"; NULL as "NULL".</summary>
    public List<string> Rows(string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i =>
                reader.IsDBNull(i) ? "NULL" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    /// <summary>The bytes of a BLOB; the reader offers them as a stream over DuckDB's memory.</summary>
    public static byte[] Bytes(DuckDBDataReader reader, int ordinal)
    {
        using var stream = reader.GetStream(ordinal);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public void Dispose() => Connection.Dispose();
}
