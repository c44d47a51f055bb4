using DuckDB.NET.Native;
using Linkage.Matching.Duck;
using Linkage.Matching.Similarity;

namespace Linkage.Matching.Normalise;

/// <summary>The functions of a dictionary: from a value to its number, from the number to the code, from the code back to the value.</summary>
internal static class CodeFunctions
{
    private const int ShortId = 127;

    /// <summary>What stands for a dictionary in the names of the functions of record ids.</summary>
    internal const string Id = "lnk_id";

    /// <summary>Defines <c>lnk_id_number(dataset, id)</c>, whose codes number the records in the order of dataset and id.</summary>
    internal static void DefineIdNumber(DuckSession session, RecordIds ids) =>
        session.Define($"{Id}_number", [DuckDBType.UnsignedTinyInt, DuckDBType.Any], DuckDBType.Integer, (input, output) =>
        {
            var nulls = output.Nulls();
            var datasets = input[0].Numbers<byte>();
            var values = input[1];
            var results = output.Numbers<int>(input.Rows);
            var room = new byte[ShortId + 1];
            var shard = ids.NextShard();
            for (var row = 0; row < input.Rows; row++)
            {
                if (!values.Has(row))
                {
                    nulls.Set(row);
                    continue;
                }

                var id = values.Text(row);
                room = id.Length < room.Length ? room : new byte[id.Length + 1];
                room[0] = datasets[row];
                id.CopyTo(room.AsSpan(1));
                results[row] = ids.Add(shard, room.AsSpan(0, id.Length + 1));
            }
        });

    /// <summary>Defines <c>DICTIONARY_number(value)</c>. Of a value its first <see cref="RecordTable.LongestValue"/> characters count.</summary>
    internal static void DefineNumber(DuckSession session, string dictionary, ValueCodes values) =>
        session.Define($"{dictionary}_number", [DuckDBType.Varchar], DuckDBType.Integer, (input, output) =>
        {
            var nulls = output.Nulls();
            var texts = input[0];
            var results = output.Numbers<int>(input.Rows);
            for (var row = 0; row < input.Rows; row++)
            {
                if (texts.Has(row))
                {
                    results[row] = values.NumberOf(Bounded(texts.Text(row)));
                }
                else
                {
                    nulls.Set(row);
                }
            }
        });

    /// <summary>Defines <c>DICTIONARY_code(number)</c>.</summary>
    internal static void DefineCode(DuckSession session, string dictionary, int[][] codes) =>
        session.Define($"{dictionary}_code", [DuckDBType.Integer], DuckDBType.Integer, (input, output) =>
        {
            var column = input[0];
            var numbers = column.Numbers<int>();
            var results = output.Numbers<int>(input.Rows);
            var nulls = output.Nulls();
            for (var row = 0; row < input.Rows; row++)
            {
                if (column.Has(row))
                {
                    results[row] = ValueCodes.CodeOf(codes, numbers[row]);
                }
                else
                {
                    nulls.Set(row);
                }
            }
        });

    /// <summary>Defines <c>DICTIONARY_value(code)</c>.</summary>
    internal static void DefineValue(DuckSession session, string dictionary, FieldValues values) =>
        session.Define($"{dictionary}_value", [DuckDBType.Integer], DuckDBType.Varchar, (input, output) =>
        {
            var column = input[0];
            var wanted = column.Numbers<int>();
            var nulls = output.Nulls();
            for (var row = 0; row < input.Rows; row++)
            {
                if (column.Has(row) && (uint)wanted[row] < (uint)values.Count)
                {
                    output.Text(row, values.Of(wanted[row] + 1));
                }
                else
                {
                    nulls.Set(row);
                }
            }
        });

    // Similarities take time in the square of the length; no name or address needs more.
    private static ReadOnlySpan<byte> Bounded(ReadOnlySpan<byte> value)
    {
        if (value.Length <= RecordTable.LongestValue)
        {
            return value;
        }

        var (end, characters) = (0, 0);
        while (end < value.Length && (characters < RecordTable.LongestValue || (value[end] & 0xC0) == 0x80))
        {
            characters += (value[end] & 0xC0) == 0x80 ? 0 : 1;
            end++;
        }

        return value[..end];
    }
}
