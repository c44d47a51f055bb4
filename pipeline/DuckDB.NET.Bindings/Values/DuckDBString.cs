using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>
/// A VARCHAR or BLOB inside a vector (duckdb_string_t): up to 12 bytes lie in the struct itself, longer ones behind a pointer.
/// Read it where it lies in the vector; a copy's <see cref="Data"/> may point into the copy.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct DuckDBString
{
    public _value_e__Union value;

    private const int InlineLength = 12;

    /// <summary>Length in bytes.</summary>
    public readonly int Length => (int)value.inlined.length;

    /// <summary>The first byte; UTF-8 for VARCHAR, not terminated.</summary>
    public readonly unsafe sbyte* Data => Length > InlineLength
        ? value.pointer.ptr
        : (sbyte*)Unsafe.AsPointer(ref Unsafe.AsRef(in value.inlined.inlined[0]));

    /// <summary>The two forms of the string, laid over each other.</summary>
    [StructLayout(LayoutKind.Explicit)]
    public struct _value_e__Union
    {
        [FieldOffset(0)]
        public DuckDBStringPointer pointer;

        [FieldOffset(0)]
        public DuckDBStringInlined inlined;

        /// <summary>A long string.</summary>
        [StructLayout(LayoutKind.Sequential)]
        public unsafe struct DuckDBStringPointer
        {
            public uint length;
            public fixed sbyte prefix[4];
            public sbyte* ptr;
        }

        /// <summary>A short string.</summary>
        [StructLayout(LayoutKind.Sequential)]
        public unsafe struct DuckDBStringInlined
        {
            public uint length;
            public fixed sbyte inlined[12];
        }
    }
}
