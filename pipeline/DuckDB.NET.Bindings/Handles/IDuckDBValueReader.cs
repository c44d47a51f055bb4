namespace DuckDB.NET.Native;

/// <summary>Reads one argument of a table function.</summary>
public interface IDuckDBValueReader
{
    bool IsNull();

    T GetValue<T>();
}
