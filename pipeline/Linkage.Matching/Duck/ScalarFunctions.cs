namespace Linkage.Matching.Duck;

/// <summary>
/// The functions an expression of a user may call: those of strings, dates, numbers and lists whose result is no larger than their arguments by more than a
/// bounded step. What makes a size out of a number (repeat, lpad, format, list_resize, range), reads the machine or the session, or runs over many rows is not
/// among them. Functions that a program registered for its own session are its own and may be called; those of the engine (lnk_) may not, save what is
/// documented for it.
/// </summary>
internal sealed class ScalarFunctions
{
    /// <summary>What begins the name of a function of the engine.</summary>
    internal const string OwnPrefix = "lnk_";

    /// <summary>The engine's normal forms and the comparison of names, as the README lists them.</summary>
    private static readonly HashSet<string> Documented = Names(
        "lnk_name lnk_full_forename lnk_full_surname lnk_date lnk_address lnk_postcode lnk_phone lnk_email lnk_nino lnk_nhs lnk_uprn lnk_sex lnk_sound lnk_same_family");

    private static readonly HashSet<string> Known = Names(
        // Of strings.
        """
        || concat concat_ws ascii ord unicode chr bit_length char_length character_length length len strlen octet_length length_grapheme
        contains prefix suffix starts_with ends_with ^@ instr position strpos left right left_grapheme right_grapheme substr substring substring_grapheme
        lower lcase upper ucase trim ltrim rtrim reverse strip_accents nfc_normalize replace translate split_part split str_split string_split string_to_array
        str_split_regex string_split_regex regexp_split_to_array regexp_extract regexp_extract_all regexp_full_match regexp_matches regexp_replace
        ~~ !~~ ~~* !~~* ~~~ like_escape not_like_escape ilike_escape not_ilike_escape
        md5 sha1 sha256 hash md5_number md5_number_lower md5_number_upper
        damerau_levenshtein editdist3 levenshtein hamming mismatches jaccard jaro_similarity jaro_winkler_similarity
        """
        // Of numbers.
        + """
         + - * / // % ** ^ & | ~ << >> xor ! !__postfix @ abs add subtract multiply divide mod fmod fdiv pow power sqrt cbrt exp ln log log2 log10
        ceil ceiling floor round round_even roundbankers trunc even sign signbit greatest least gcd greatest_common_divisor lcm least_common_multiple
        factorial gamma lgamma nextafter pi sin cos tan cot asin acos atan atan2 sinh cosh tanh asinh acosh atanh degrees radians isnan isinf isfinite bit_count
        """
        // Of dates and times.
        + """
         age date_add date_diff datediff date_part datepart date_sub datesub date_trunc datetrunc day dayname dayofmonth dayofweek dayofyear days_in_month
        decade century millennium epoch epoch_ms epoch_us epoch_ns era hour minute second millisecond microsecond nanosecond isodow isoyear julian last_day
        month monthname quarter week weekday weekofyear year yearweek make_date make_time make_timestamp make_timestamp_ms strftime strptime try_strptime
        to_days to_weeks to_months to_quarters to_years to_decades to_centuries to_millennia to_hours to_minutes to_seconds to_milliseconds to_microseconds
        to_timestamp time_bucket
        """
        // Of lists.
        + """
         list_value list_pack array_extract list_extract list_element element_at array_slice list_slice array_length list_concat list_cat array_concat array_cat
        list_append array_append list_prepend array_prepend array_push_back array_push_front array_pop_back array_pop_front
        list_contains list_has array_contains array_has list_position list_indexof array_position array_indexof list_has_any array_has_any && list_has_all array_has_all @> <@
        list_distinct array_distinct list_unique array_unique list_intersect array_intersect list_sort array_sort list_reverse_sort array_reverse_sort list_reverse array_reverse
        list_min list_max list_sum list_avg list_median list_count list_first list_last list_any_value list_where array_where flatten array_to_string
        """
        // Of anything.
        + " nullif coalesce constant_or_null row");

    /// <summary>What a session knows before anything is registered: the engine's catalogue does not tell a program's own functions from these.</summary>
    private static readonly Lazy<HashSet<string>> BuiltIn = new(() =>
    {
        using var session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 64 });
        return new HashSet<string>(session.Query("SELECT DISTINCT function_name FROM duckdb_functions()", r => r.GetString(0), CancellationToken.None), StringComparer.OrdinalIgnoreCase);
    });

    private readonly Dictionary<string, (bool IsHarmless, bool IsMacro)> _functions = new(StringComparer.OrdinalIgnoreCase);

    private ScalarFunctions()
    {
    }

    /// <summary>The functions a session knows now, those the program registered itself among them. They are asked for once for many expressions.</summary>
    internal static ScalarFunctions Of(DuckSession session, CancellationToken cancellationToken)
    {
        var functions = new ScalarFunctions();
        var found = session.Query(
            """
            SELECT lower(function_name), bool_and(function_type IN ('scalar', 'macro') AND coalesce(stability, 'CONSISTENT') = 'CONSISTENT'), bool_or(function_type = 'macro')
            FROM duckdb_functions() GROUP BY ALL
            """,
            r => (r.GetString(0), r.GetBoolean(1), r.GetBoolean(2)),
            cancellationToken);
        foreach (var (name, isHarmless, isMacro) in found)
        {
            // A function that is there twice counts as the less harmless of the two.
            var known = functions._functions.GetValueOrDefault(name, (IsHarmless: true, IsMacro: false));
            functions._functions[name] = (known.IsHarmless && isHarmless, known.IsMacro || isMacro);
        }

        return functions;
    }

    /// <summary>Whether an expression of a user may call a function of this name, in any case.</summary>
    internal bool MayBeCalled(string name) =>
        (!name.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase) || Documented.Contains(name))
        && _functions.TryGetValue(name, out var found) && found.IsHarmless
        && (Known.Contains(name) || Documented.Contains(name) || !BuiltIn.Value.Contains(name));

    /// <summary>Whether DuckDB puts another expression in the place of a call, its arguments as often as that names them.</summary>
    internal bool IsMacro(string name) => _functions.TryGetValue(name, out var found) && found.IsMacro;

    private static HashSet<string> Names(string text) =>
        new(text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), StringComparer.OrdinalIgnoreCase);
}
