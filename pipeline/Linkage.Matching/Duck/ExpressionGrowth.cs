using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Linkage.Matching.Duck;

/// <summary>
/// Bounds how much larger than its columns the value of an expression can be: DuckDB's limit of memory does not hold for the values of one vector. Some
/// functions may multiply the length of what they are given; along any path of the expression their factors together stay within
/// 2^<see cref="MostDoublings"/>. What is joined adds up, so there may be so many joins and no more.
/// </summary>
/// <param name="where">What a message is about.</param>
/// <param name="isMacro">Whether a function is a macro: nested, macros double the expression with each step.</param>
internal sealed class ExpressionGrowth(string where, Func<string, bool> isMacro)
{
    /// <summary>Most characters of an expression.</summary>
    internal const int MostCharacters = 4_000;

    private const int MostDoublings = 6;
    private const int MostJoins = 24;
    private const int MostNestedMacros = 4;

    private static readonly HashSet<string> Types = new(
        [
            "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL",
            "VARCHAR", "DATE", "TIME", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "INTERVAL", "UUID",
        ],
        StringComparer.OrdinalIgnoreCase);

    private int _joins;

    /// <summary>Checks an expression as DuckDB parsed it.</summary>
    /// <exception cref="MatchingInputException">Its values could grow without bound.</exception>
    internal void Check(JsonElement expression) => _ = Of(expression);

    /// <summary>The doublings and the macros on the worst path of a part.</summary>
    private (int Doublings, int Macros) Of(JsonElement element)
    {
        var (doublings, macros) = (0, 0);
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Worst(Of(item));
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                Worst(Of(member.Value));
            }

            switch (element.TryGetProperty("class", out var kind) && kind.ValueKind == JsonValueKind.String ? kind.GetString() : null)
            {
                case "FUNCTION":
                    var name = element.GetProperty("function_name").GetString()!.ToLowerInvariant();
                    doublings += Doublings(name, [.. element.GetProperty("children").EnumerateArray()]);
                    macros += isMacro(name) ? 1 : 0;
                    break;
                case "CAST":
                    doublings += OfCast(element.GetProperty("cast_type"));
                    break;
                default:
                    break;
            }
        }

        return doublings > MostDoublings ? throw Error("Its values could become far longer than the columns it reads.", "Replace and join less within each other.")
            : macros > MostNestedMacros ? throw Error(Text($"More than {MostNestedMacros} functions such as split_part and nullif stand within each other."), "Nest them less.")
            : (doublings, macros);

        void Worst((int Doublings, int Macros) part) => (doublings, macros) = (Math.Max(doublings, part.Doublings), Math.Max(macros, part.Macros));
    }

    private int Doublings(string name, List<JsonElement> arguments)
    {
        switch (name)
        {
            case "||" or "concat":
                Join(arguments.Count - 1);
                return 0;
            case "concat_ws":
                Join(arguments.Count - 1);
                return Log2(1 + Given(name, arguments, 0).Length);
            case "strftime":
                Join(1);
                return arguments.Exists(a => Constant(a) is not null) ? 0 : throw Error("The format of strftime is not fixed.", "Give it as text in quotes.");
            case "replace":
                var (from, to) = (Given(name, arguments, 1).Length, Given(name, arguments, 2).Length);
                return to <= from ? 0 : Log2(1 + (to / Math.Max(1, from)));
            case "regexp_replace":
                var by = Given(name, arguments, 2);
                Join(1);
                return by.Contains('\\', StringComparison.Ordinal) ? Log2(2 + by.Length) : arguments.Count > 3 && by.Length > 0 ? Log2(1 + by.Length) : 0;
            case "array_to_string":
                return arguments.Count > 1 ? Log2(1 + Given(name, arguments, 1).Length) : 1;
            default:
                return 0;
        }
    }

    private int OfCast(JsonElement type)
    {
        var id = type.GetProperty("id").GetString()!;
        if (id == "LIST" && type.GetProperty("type_info").TryGetProperty("child_type", out var child))
        {
            return OfCast(child);
        }

        // A list as text has its quotes and backslashes doubled.
        return !Types.Contains(id) ? throw Error($"It makes a value of type {id}.", "Cast to VARCHAR, a number, BOOLEAN, DATE, TIME or TIMESTAMP, or a list of those.") : id == "VARCHAR" ? 1 : 0;
    }

    private void Join(int joins)
    {
        _joins += joins;
        if (_joins > MostJoins)
        {
            throw Error(Text($"It joins more than {MostJoins + 1} values."), "Join fewer.");
        }
    }

    private string Given(string function, List<JsonElement> arguments, int index) =>
        index < arguments.Count && Constant(arguments[index]) is { } text ? text
        : throw Error(Text($"Argument {index + 1} of {function} is not fixed."), "Give it as text in quotes.");

    private static string? Constant(JsonElement argument) =>
        argument.GetProperty("class").GetString() == "CONSTANT" && argument.GetProperty("value").TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int Log2(int factor) => factor <= 1 ? 0 : BitOperations.Log2((uint)factor - 1) + 1;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private MatchingInputException Error(string what, string whatToDo) => new(what, where, whatToDo);
}
