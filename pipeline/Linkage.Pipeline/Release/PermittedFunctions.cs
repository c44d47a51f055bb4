using System.Collections.Frozen;

namespace Linkage.Pipeline.Release;

/// <summary>
/// The functions a cohort query may call: those whose answer depends on their arguments alone. No file, network, setting, catalogue, clock,
/// sequence or random number; nothing that runs text as SQL; nothing that waits.
/// </summary>
public static class PermittedFunctions
{
    private static readonly FrozenSet<string> Names = string.Join(
        ' ',
        // Operators, as the parser names them.
        "+ - * / // % ^ ** || & | << >> ~ ~~ !~~ ~~* !~~* ~~~ @> <@ && ^@ like_escape not_like_escape ilike_escape not_ilike_escape",
        // Numbers.
        "abs add bit_count cbrt ceil ceiling cos degrees divide even exp factorial fdiv floor fmod gcd greatest isfinite isinf isnan lcm least",
        "ln log log10 log2 mod multiply pi pow power radians round round_even roundbankers sign signbit sin sqrt subtract tan trunc xor",
        // Text.
        "array_to_string ascii bar bit_length char_length character_length chr concat concat_ws contains damerau_levenshtein editdist3 ends_with",
        "format formatreadablesize hamming instr jaccard jaro_similarity jaro_winkler_similarity lcase left len length levenshtein lower lpad ltrim",
        "md5 mismatches nfc_normalize ord position prefix printf regexp_escape regexp_extract regexp_extract_all regexp_full_match",
        "regexp_matches regexp_replace regexp_split_to_array repeat replace reverse right rpad rtrim sha256 split split_part starts_with",
        "str_split string_split string_split_regex string_to_array strip_accents strlen strpos substr substring suffix translate trim ucase unicode upper",
        "to_base from_base64 to_base64 base64 hex to_hex unhex from_hex encode decode bin to_binary unbin from_binary",
        // Dates.
        "age century date_add date_diff date_part date_sub date_trunc datediff datepart datesub datetrunc day dayname dayofmonth dayofweek dayofyear",
        "days_in_month decade epoch epoch_ms era hour isodow isoyear julian last_day make_date make_time make_timestamp minute month monthname quarter",
        "second strftime strptime try_strptime time_bucket to_days to_decades to_hours to_minutes to_months to_quarters to_seconds to_weeks to_years",
        "week weekday weekofyear year yearweek",
        // Choices, lists, structures.
        "coalesce constant_or_null if ifnull nullif typeof enum_code array_extract element_at flatten grade_up",
        "list_any_value list_append list_apply list_avg list_cat list_concat list_contains list_count list_distinct list_element list_extract",
        "list_filter list_first list_grade_up list_has list_has_all list_has_any list_indexof list_intersect list_last list_max list_median list_min",
        "list_mode list_pack list_position list_prepend list_product list_reduce list_reverse list_reverse_sort list_select list_slice list_sort",
        "list_sum list_transform list_unique list_value list_where list_zip array_length array_slice array_value array_contains array_filter",
        "array_transform cardinality map map_contains map_entries map_extract map_from_entries map_keys map_values row struct_extract struct_insert",
        "struct_keys struct_pack struct_values unnest range generate_series",
        // Aggregates.
        "any_value arbitrary arg_max arg_max_null arg_min arg_min_null argmax argmin array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count",
        "count_if count_star countif covar_pop covar_samp entropy favg first fsum geomean geometric_mean group_concat histogram kahan_sum kurtosis last",
        "list listagg mad max max_by mean median min min_by mode product quantile quantile_cont quantile_disc regr_avgx regr_avgy regr_count",
        "regr_intercept regr_r2 regr_slope skewness stddev stddev_pop stddev_samp string_agg sum sumkahan var_pop var_samp variance wavg weighted_avg",
        // Windows.
        "cume_dist dense_rank fill first_value lag last_value lead nth_value ntile percent_rank rank rank_dense row_number")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>True when a cohort query may call the function.</summary>
    public static bool Contains(string name) => Names.Contains(name);

    /// <summary>The list, in ordinal order.</summary>
    public static IReadOnlyList<string> All => [.. Names.Order(StringComparer.Ordinal)];
}
