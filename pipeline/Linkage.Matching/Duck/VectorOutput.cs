using DuckDB.NET.Native;

namespace Linkage.Matching.Duck;

/// <summary>The results of one call of a <see cref="VectorFunction"/>. Valid during the call.</summary>
internal readonly unsafe ref struct VectorOutput
{
    private readonly IntPtr _vector;

    internal VectorOutput(IntPtr vector) => _vector = vector;

    /// <summary>Room for numbers, one a row.</summary>
    internal Span<T> Numbers<T>(int rows)
        where T : unmanaged => new(NativeMethods.Vectors.DuckDBVectorGetData(_vector), rows);

    /// <summary>Writes text, which must be UTF-8.</summary>
    internal void Text(int row, ReadOnlySpan<byte> value)
    {
        fixed (byte* text = value)
        {
            var nothing = (byte)0;
            NativeMethods.Vectors.DuckDBUnsafeVectorAssignStringElementLength(_vector, (ulong)row, text is null ? &nothing : text, value.Length);
        }
    }

    /// <summary>The validity bits of the rows, all set at first.</summary>
    internal Validity Nulls()
    {
        NativeMethods.Vectors.DuckDBVectorEnsureValidityWritable(_vector);
        return new Validity(NativeMethods.Vectors.DuckDBVectorGetValidity(_vector));
    }

    /// <summary>Which rows have a result.</summary>
    internal readonly struct Validity
    {
        private readonly ulong* _bits;

        internal Validity(ulong* bits) => _bits = bits;

        /// <summary>The row has no result.</summary>
        internal void Set(int row) => _bits[row >> 6] &= ~(1UL << (row & 63));
    }
}
