using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Linkage.Matching.Duck;

/// <summary>
/// A scalar function of our own that DuckDB calls once for a chunk of rows, on any of its threads. It sees the vectors where they lie: text is read and
/// written as UTF-8, without a string for each value.
/// </summary>
/// <param name="body">What it does; called by several threads at once.</param>
internal sealed unsafe class VectorFunction(VectorFunction.Computation body)
{
    /// <summary>Computes the results of a chunk.</summary>
    /// <param name="input">The arguments.</param>
    /// <param name="output">Takes the results.</param>
    internal delegate void Computation(VectorInput input, VectorOutput output);

    /// <summary>What it does. May be replaced between statements.</summary>
    internal Computation Body { get; set; } = body;

    /// <summary>Makes the function known to a connection; it lives as long as the database.</summary>
    /// <param name="connection">The connection; open.</param>
    /// <param name="name">Its name in SQL.</param>
    /// <param name="parameters">Types of its parameters; the last may be repeated where <paramref name="repeats"/> is true.</param>
    /// <param name="result">Type of the result.</param>
    /// <param name="repeats">Whether more arguments of the last type may follow.</param>
    /// <param name="isVolatile">Whether it must be called for every row, also where the arguments are constant.</param>
    internal void Register(DuckDBConnection connection, string name, IReadOnlyList<DuckDBType> parameters, DuckDBType result, bool repeats, bool isVolatile)
    {
        var function = NativeMethods.ScalarFunction.DuckDBCreateScalarFunction();
        try
        {
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetName(function, name);
            foreach (var parameter in parameters)
            {
                using var type = NativeMethods.LogicalType.DuckDBCreateLogicalType(parameter);
                NativeMethods.ScalarFunction.DuckDBScalarFunctionAddParameter(function, type);
            }

            if (repeats)
            {
                using var type = NativeMethods.LogicalType.DuckDBCreateLogicalType(parameters[^1]);
                NativeMethods.ScalarFunction.DuckDBScalarFunctionSetVarargs(function, type);
            }

            using (var type = NativeMethods.LogicalType.DuckDBCreateLogicalType(result))
            {
                NativeMethods.ScalarFunction.DuckDBScalarFunctionSetReturnType(function, type);
            }

            if (isVolatile)
            {
                NativeMethods.ScalarFunction.DuckDBScalarFunctionSetVolatile(function);
            }

            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetSpecialHandling(function);
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetExtraInfo(function, GCHandle.ToIntPtr(GCHandle.Alloc(this)), &Free);
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetFunction(function, &Call);
            if (NativeMethods.ScalarFunction.DuckDBRegisterScalarFunction(connection.NativeConnection, function) != DuckDBState.Success)
            {
                throw new InvalidOperationException($"The function {name} cannot be registered.");
            }
        }
        finally
        {
            NativeMethods.ScalarFunction.DuckDBDestroyScalarFunction(ref function);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(IntPtr handle) => GCHandle.FromIntPtr(handle).Free();

    // Nothing may be thrown into DuckDB. The message names the kind of fault alone: a value could stand in the rest.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Call(IntPtr info, IntPtr chunk, IntPtr output)
    {
        try
        {
            var self = (VectorFunction)GCHandle.FromIntPtr(NativeMethods.ScalarFunction.DuckDBScalarFunctionGetExtraInfo(info)).Target!;
            using var rows = new DuckDBDataChunk(chunk);
            self.Body(new VectorInput(rows), new VectorOutput(output));
        }
#pragma warning disable CA1031 // the edge to native code
        catch (Exception e)
#pragma warning restore CA1031
        {
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetError(info, $"A function of the linker failed: {e.GetType().Name}.");
        }
    }
}
