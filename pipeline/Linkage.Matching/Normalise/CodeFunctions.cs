using DuckDB.NET.Native;
using Linkage.Matching.Duck;
using Linkage.Matching.Similarity;

namespace Linkage.Matching.Normalise;

/// <summary>The functions of a dictionary: from a value to its number, from the number to the code, from the code back to the value.</summary>
internal static class CodeFunctions
{
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
            var shard = ids.NextShard();
            for (var row = 0; row < input.Rows; row++)
            {
                if (!values.Has(row))
                {
                    nulls.Set(row);
                    continue;
                }

                results[row] = ids.Add(shard, datasets[row], values.Text(row));
            }
        });

    /// <summary>
    /// Defines the way back from the numbers of records: <c>lnk_id_dataset(rid)</c>, and <c>lnk_id_text(rid)</c> or <c>lnk_id_bytes(rid)</c> for the id.
    /// They stay with what names a run's records.
    /// </summary>
    /// <returns>The name of the function of ids.</returns>
    internal static string DefineRecords(DuckSession session, RecordIds ids, IReadOnlyList<string> datasets, bool idsAreText)
    {
        var names = datasets.Select(System.Text.Encoding.UTF8.GetBytes).ToArray();
        var function = idsAreText ? $"{Id}_text" : $"{Id}_bytes";
        DefineText(session, $"{Id}_dataset", DuckDBType.Varchar, rid => names[ids.DatasetAt(rid)]);
        DefineText(session, function, idsAreText ? DuckDBType.Varchar : DuckDBType.Blob, ids.IdAt);
        return function;
    }

    private delegate ReadOnlySpan<byte> TextOf(int number);

    private static void DefineText(DuckSession session, string name, DuckDBType type, TextOf text) =>
        session.Define(name, [DuckDBType.Integer], type, (input, output) =>
        {
            var numbers = input[0].Numbers<int>();
            for (var row = 0; row < input.Rows; row++)
            {
                output.Text(row, text(numbers[row]));
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
