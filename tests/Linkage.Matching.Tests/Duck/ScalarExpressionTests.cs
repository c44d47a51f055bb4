using System.Text;
using DuckDB.NET.Data;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Tests.Duck;

/// <summary>What a user's expression may call, and how large what it makes can be.</summary>
public sealed class ScalarExpressionTests : IDisposable
{
    private readonly DuckSession _session = MatchingSession.Open();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("left(postcode, 4)")]
    [InlineData("l.surname[1:3] = r.surname[1:3] AND l.postcode = r.postcode")]
    [InlineData("coalesce(nullif(trim(a), ''), split_part(b, '-', 2))")]
    [InlineData("CASE WHEN a IS NULL THEN b ELSE a::INT % 10 END")]
    [InlineData("starts_with(a, b) AND length(b) > 1 AND levenshtein(a, b) <= 3 OR jaro_winkler_similarity(a, b) > .9")]
    [InlineData("a LIKE 'O%' OR a NOT ILIKE '%x_' OR a ~ '[A-Z]+' OR regexp_matches(a, 'x') OR a IN ('b', 'c') OR a BETWEEN 'b' AND 'c'")]
    [InlineData("abs(date_diff('day', try_strptime(a, '%Y%m%d'), try_strptime(b, '%Y%m%d'))) <= 31")]
    [InlineData("strftime(a::DATE + INTERVAL 3 DAY, '%Y-%m') || extract(year FROM b::DATE)")]
    [InlineData("len(list_intersect(list_distinct(string_split(a, ' ')), string_split(b, ' '))) >= 2")]
    [InlineData("array_to_string(list_sort(string_split(a, ' ')), ' ')")]
    [InlineData("CAST(string_split(a, ' ') AS INTEGER[])")]
    [InlineData("regexp_replace(replace(upper(strip_accents(a)), ' AND ', ' & '), '[^A-Z]+', ' ', 'g')")]
    [InlineData("replace(a, 'ST', 'SAINT') = replace(b, 'ST', 'SAINT')")]
    [InlineData("md5(a || '-' || b) || concat_ws('/', a, b, c)")]
    [InlineData("[a[1], b[1]]")]
    [InlineData("round(a::DOUBLE / 10) + greatest(b::INT, 5) ** 2")]
    [InlineData("lnk_full_surname(a) = lnk_name(b) AND lnk_same_family(a, b) AND lnk_sound(a) IS NOT NULL")]
    [InlineData("own(a, b) AND own_macro(b) = a")]
    public void Parse_OrdinaryExpression_IsTaken(string text)
    {
        NormalForms.Prepare(_session, CancellationToken.None);
        _session.Connection.RegisterScalarFunction<string, string, bool>("own", (a, b) => a == b);
        _session.Execute("CREATE MACRO own_macro(x) AS lower(x)", CancellationToken.None);

        Assert.Equal(text, Parse(text).Sql);
    }

    [Theory]
    [InlineData("repeat(a, 1000000000)", "repeat")]
    [InlineData("lpad(a, 1000000000, 'x')", "lpad")]
    [InlineData("rpad(a, 1000000000, 'x')", "rpad")]
    [InlineData("format('{:1000000000}', a)", "format")]
    [InlineData("printf('%1000000000s', a)", "printf")]
    [InlineData("list_resize([a], 1000000000)", "list_resize")]
    [InlineData("array_resize([a], 1000000000)", "array_resize")]
    [InlineData("bitstring('1', 1000000000)", "bitstring")]
    [InlineData("bar(1, 0, 1, 1000000000)", "bar")]
    [InlineData("range(1000000000)", "range")]
    [InlineData("generate_series(1, 1000000000)", "generate_series")]
    [InlineData("list_select([a], [1, 1, 1])", "list_select")]
    [InlineData("hex(hex(a))", "hex")]
    [InlineData("to_base(1, 2, 1000000000)", "to_base")]
    [InlineData("list_aggregate([a], 'string_agg', b)", "list_aggregate")]
    [InlineData("to_json([a])", "to_json")]
    [InlineData("main.format('{:1000000000}', a)", "format")]
    [InlineData("FORMAT('{:1000000000}', a)", "format")]
    [InlineData("json_serialize_sql(a)", "json_serialize_sql")]
    [InlineData("getenv('HOME')", "getenv")]
    [InlineData("current_database()", "current_database")]
    [InlineData("lnk_take(a)", "lnk_take")]
    [InlineData("lnk_id_number(1, a)", "lnk_id_number")]
    [InlineData("lnk_id_number(1::UTINYINT, 42)", "lnk_id_number")]
    [InlineData("lnk_dict_name_value(7)", "lnk_dict_name_value")]
    [InlineData("LNK_DICT_NAME_CODE(7)", "lnk_dict_name_code")]
    [InlineData("lnk_form_text(a)", "lnk_form_text")]
    [InlineData("lnk_folded(a)", "lnk_folded")]
    public void Parse_FunctionThatMayNotBeCalled_IsRefusedByName(string text, string function)
    {
        NormalForms.Prepare(_session, CancellationToken.None);
        foreach (var (name, parameters) in new (string, DuckDB.NET.Native.DuckDBType[])[]
        {
            ("lnk_take", [DuckDB.NET.Native.DuckDBType.Any]), ("lnk_id_number", [DuckDB.NET.Native.DuckDBType.UnsignedTinyInt, DuckDB.NET.Native.DuckDBType.Any]),
            ("lnk_dict_name_value", [DuckDB.NET.Native.DuckDBType.Integer]), ("lnk_dict_name_code", [DuckDB.NET.Native.DuckDBType.Integer]),
        })
        {
            _session.Define(name, parameters, DuckDB.NET.Native.DuckDBType.Integer, (_, _) => throw new InvalidOperationException());
        }

        var error = Assert.Throws<MatchingInputException>(() => Parse(text));

        Assert.Equal("place", error.Where);
        Assert.Equal($"The function '{function}' may not be called in it.", error.What, ignoreCase: true);
        Assert.Contains("split_part", error.WhatToDo, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("replace(a, b, c)", "Argument 2 of replace is not fixed.")]
    [InlineData("replace(a, 'x', a)", "Argument 3 of replace is not fixed.")]
    [InlineData("replace(replace(a, 'x', 'xxxxxxxxxx'), 'x', 'xxxxxxxxxx')", "far longer")]
    [InlineData("regexp_replace(a, '', b, 'g')", "Argument 3 of regexp_replace is not fixed.")]
    [InlineData("regexp_replace(regexp_replace(a, '', 'xxxxxxxxxx', 'g'), '', 'xxxxxxxxxx', 'g')", "far longer")]
    [InlineData(@"regexp_replace(a, '(.*)', '\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1')", "far longer")]
    [InlineData("concat_ws(a, b, c)", "Argument 1 of concat_ws is not fixed.")]
    [InlineData("array_to_string(string_split(a, ''), b)", "Argument 2 of array_to_string is not fixed.")]
    [InlineData("strftime(a::DATE, b)", "The format of strftime is not fixed.")]
    [InlineData("a::VARCHAR[10000]", "It makes a value of type ARRAY.")]
    [InlineData("a::BLOB", "It makes a value of type BLOB.")]
    [InlineData("a::JSON", "It makes a value of type")]
    [InlineData("[[[[[[[a]::VARCHAR]::VARCHAR]::VARCHAR]::VARCHAR]::VARCHAR]::VARCHAR]::VARCHAR", "far longer")]
    [InlineData("a||a||a||a||a||a||a||a||a||a||a||a||a||a||a||a||a||a||a||a||a||a||a||a||a||a||a", "It joins more than 25 values.")]
    [InlineData("nullif(nullif(nullif(nullif(nullif(a, '1'), '2'), '3'), '4'), '5')", "stand within each other")]
    public void Parse_ValueThatCouldGrow_IsRefused(string text, string said)
    {
        var error = Assert.Throws<MatchingInputException>(() => Parse(text));

        Assert.Equal("place", error.Where);
        Assert.Contains(said, error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TooLong_IsRefusedUnparsed() =>
        Assert.Equal("The expression has 16000000 characters.", Assert.Throws<MatchingInputException>(() => Parse(new StringBuilder().Insert(0, "a+", 8_000_000).ToString())).What);

    private ScalarExpression Parse(string text) => ScalarExpression.Parse(_session, text, "place", "left(postcode, 4)", CancellationToken.None);
}
