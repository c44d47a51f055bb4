using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace DuckDB.NET.Bindings.Tests;

/// <summary>
/// A scalar function of one VARCHAR or BLOB that works on bytes, vector by vector, without a string or an array per row.
/// It registers itself through the same public functions the provider uses.
/// </summary>
internal static unsafe class SpanFunction
{
    /// <summary>Gives the result for one value by writing to <paramref name="output"/>; returns its length, or -1 for NULL. Runs on many threads at once.</summary>
    public delegate int Body(ReadOnlySpan<byte> input, Span<byte> output);

    /// <param name="connection">An open connection; the function lives as long as its database.</param>
    /// <param name="name">Name in SQL.</param>
    /// <param name="input">VARCHAR or BLOB.</param>
    /// <param name="output">VARCHAR (the bytes must be UTF-8) or BLOB.</param>
    /// <param name="capacity">Room in bytes that the body may need for an input of the given length.</param>
    /// <param name="body">The function; NULL never reaches it and gives NULL.</param>
    public static void Register(DuckDBConnection connection, string name, DuckDBType input, DuckDBType output, Func<int, int> capacity, Body body)
    {
        using var inputType = NativeMethods.LogicalType.DuckDBCreateLogicalType(input);
        using var outputType = NativeMethods.LogicalType.DuckDBCreateLogicalType(output);
        var function = NativeMethods.ScalarFunction.DuckDBCreateScalarFunction();
        NativeMethods.ScalarFunction.DuckDBScalarFunctionSetName(function, name);
        NativeMethods.ScalarFunction.DuckDBScalarFunctionAddParameter(function, inputType);
        NativeMethods.ScalarFunction.DuckDBScalarFunctionSetReturnType(function, outputType);
        NativeMethods.ScalarFunction.DuckDBScalarFunctionSetFunction(function, &Call);
        var state = GCHandle.ToIntPtr(GCHandle.Alloc(new State(capacity, body)));
        NativeMethods.ScalarFunction.DuckDBScalarFunctionSetExtraInfo(function, state, &Free);
        var registered = NativeMethods.ScalarFunction.DuckDBRegisterScalarFunction(connection.NativeConnection, function);
        NativeMethods.ScalarFunction.DuckDBDestroyScalarFunction(ref function);
        if (!registered.IsSuccess())
        {
            throw new InvalidOperationException($"The function {name} could not be registered.");
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Call(IntPtr info, IntPtr chunkPointer, IntPtr output)
    {
        try
        {
            var state = (State)GCHandle.FromIntPtr(NativeMethods.ScalarFunction.DuckDBScalarFunctionGetExtraInfo(info)).Target!;
            using var chunk = new DuckDBDataChunk(chunkPointer);
            var vector = NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, 0);
            var values = (DuckDBString*)NativeMethods.Vectors.DuckDBVectorGetData(vector);
            var validity = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
            var count = NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk);
            ulong* outputValidity = null;
            var buffer = Array.Empty<byte>();

            for (ulong row = 0; row < count; row++)
            {
                var length = -1;
                if (validity is null || (validity[row / 64] >> (int)(row % 64) & 1) != 0)
                {
                    var value = values + row;
                    var needed = state.Capacity(value->Length);
                    if (buffer.Length < needed)
                    {
                        buffer = new byte[needed];
                    }

                    length = state.Body(new ReadOnlySpan<byte>(value->Data, value->Length), buffer);
                }

                if (length < 0)
                {
                    if (outputValidity is null)
                    {
                        NativeMethods.Vectors.DuckDBVectorEnsureValidityWritable(output);
                        outputValidity = NativeMethods.Vectors.DuckDBVectorGetValidity(output);
                    }

                    outputValidity[row / 64] &= ~(1UL << (int)(row % 64));
                    continue;
                }

                fixed (byte* bytes = buffer)
                {
                    // A pointer to an empty array is null, which the C function does not take.
                    var none = (byte)0;
                    NativeMethods.Vectors.DuckDBVectorAssignStringElementLength(output, row, length == 0 ? &none : bytes, length);
                }
            }
        }
#pragma warning disable CA1031 // An exception must not leave a function that C code called; it becomes the query's error.
        catch (Exception error)
#pragma warning restore CA1031
        {
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetError(info, $"{error.GetType().Name}: {error.Message}");
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(IntPtr state) => GCHandle.FromIntPtr(state).Free();

    private sealed record State(Func<int, int> Capacity, Body Body);
}
