using System.Runtime.CompilerServices;
using DuckDB.NET.Native;

namespace Linkage.Matching.Duck;

/// <summary>One argument of a <see cref="VectorFunction"/>. Valid during the call.</summary>
internal readonly unsafe ref struct VectorColumn
{
    private readonly void* _data;
    private readonly ulong* _validity;
    private readonly int _rows;

    internal VectorColumn(IntPtr vector, int rows)
    {
        _data = NativeMethods.Vectors.DuckDBVectorGetData(vector);
        _validity = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
        _rows = rows;
    }

    /// <summary>True where the row has a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Has(int row) => _validity is null || ((_validity[row >> 6] >> (row & 63)) & 1) != 0;

    /// <summary>Numbers, one a row; without meaning where the row has none.</summary>
    internal ReadOnlySpan<T> Numbers<T>()
        where T : unmanaged => new(_data, _rows);

    /// <summary>Text as UTF-8; only where the row has a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<byte> Text(int row)
    {
        var value = (DuckDBString*)_data + row;
        return new ReadOnlySpan<byte>(value->Data, value->Length);
    }
}
