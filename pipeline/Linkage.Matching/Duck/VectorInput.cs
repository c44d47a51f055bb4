using DuckDB.NET.Native;

namespace Linkage.Matching.Duck;

/// <summary>The arguments of one call of a <see cref="VectorFunction"/>: a column for each, all of one length.</summary>
internal readonly struct VectorInput
{
    private readonly DuckDBDataChunk _chunk;

    internal VectorInput(DuckDBDataChunk chunk)
    {
        _chunk = chunk;
        Rows = (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk);
        Columns = (int)NativeMethods.DataChunks.DuckDBDataChunkGetColumnCount(chunk);
    }

    /// <summary>Number of rows.</summary>
    internal int Rows { get; }

    /// <summary>Number of arguments.</summary>
    internal int Columns { get; }

    /// <summary>One argument.</summary>
    internal VectorColumn this[int column] => new(NativeMethods.DataChunks.DuckDBDataChunkGetVector(_chunk, column), Rows);
}
