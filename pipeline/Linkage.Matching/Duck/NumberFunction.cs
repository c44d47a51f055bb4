using DuckDB.NET.Native;

namespace Linkage.Matching.Duck;

/// <summary>A function in SQL that gives the number at a place of an array: the way of many numbers into a table, by all threads and without a join.</summary>
internal static class NumberFunction
{
    private static readonly Dictionary<Type, DuckDBType> Types = new()
    {
        [typeof(byte)] = DuckDBType.UnsignedTinyInt,
        [typeof(short)] = DuckDBType.SmallInt,
        [typeof(int)] = DuckDBType.Integer,
        [typeof(long)] = DuckDBType.BigInt,
        [typeof(double)] = DuckDBType.Double,
    };

    /// <summary>Makes <c>name(place)</c> known to a session, for places from 0. The session holds the numbers until <see cref="DuckSession.Release"/>.</summary>
    internal static void Define<T>(DuckSession session, string name, T[] numbers)
        where T : unmanaged => session.Define(name, [DuckDBType.Integer], Types[typeof(T)], (input, output) =>
        {
            var places = input[0].Numbers<int>();
            var results = output.Numbers<T>(input.Rows);
            for (var row = 0; row < input.Rows; row++)
            {
                results[row] = numbers[places[row]];
            }
        });
}
