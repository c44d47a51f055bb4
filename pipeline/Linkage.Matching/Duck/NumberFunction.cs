using DuckDB.NET.Native;

namespace Linkage.Matching.Duck;

/// <summary>A function in SQL that gives the number at a place of an array: the way of many numbers into a table, by all threads and without a join.</summary>
internal static class NumberFunction
{
    /// <summary>Makes <c>name(place)</c> known to a session, for places from 0. The session holds the numbers until <see cref="DuckSession.Release"/>.</summary>
    internal static void Define(DuckSession session, string name, int[] numbers) =>
        session.Define(name, [DuckDBType.Integer], DuckDBType.Integer, (input, output) =>
        {
            var places = input[0].Numbers<int>();
            var results = output.Numbers<int>(input.Rows);
            for (var row = 0; row < input.Rows; row++)
            {
                results[row] = numbers[places[row]];
            }
        });
}
