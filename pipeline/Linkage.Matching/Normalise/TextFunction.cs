using DuckDB.NET.Native;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Normalise;

/// <summary>Writes the normal form of a value.</summary>
/// <param name="value">The value, UTF-8.</param>
/// <param name="output">Room for four times the bytes of the value and some more.</param>
/// <returns>Bytes written; 0 for nothing usable.</returns>
internal delegate int TextForm(ReadOnlySpan<byte> value, Span<byte> output);

/// <summary>A function of text to text in SQL. Nothing usable is NULL.</summary>
internal static class TextFunction
{
    private const int Short = 512;

    /// <summary>Makes it known to a session.</summary>
    internal static void Define(DuckSession session, string name, TextForm form) =>
        session.Define(name, [DuckDBType.Varchar], DuckDBType.Varchar, (input, output) => Run(form, input, output));

    private static void Run(TextForm form, VectorInput input, VectorOutput output)
    {
        var column = input[0];
        var nulls = output.Nulls();
        Span<byte> room = stackalloc byte[4 * Short + 16];
        for (var row = 0; row < input.Rows; row++)
        {
            if (!column.Has(row))
            {
                nulls.Set(row);
                continue;
            }

            var value = column.Text(row);
            var into = value.Length <= Short ? room : new byte[4 * value.Length + 16];
            var length = form(value, into);
            if (length == 0)
            {
                nulls.Set(row);
            }
            else
            {
                output.Text(row, into[..length]);
            }
        }
    }
}
