using System.Globalization;
using DuckDB.NET.Data;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Blocking;

/// <summary>
/// A blocking rule with the relation its expressions are computed over: the engine's own columns (x, f, s), or the values by field name.
/// </summary>
internal sealed class RuleSource
{
    private static readonly string[] OwnAliases = ["x", "f", "s"];

    private static readonly string[] EntryColumns = ["code", "value", "sound"];

    private readonly IReadOnlyList<RecordField> _fields;
    private readonly IReadOnlyList<string> _lists;

    private RuleSource(BlockingRule rule, bool byField, IReadOnlyList<RecordField> fields, IReadOnlyList<string> lists) =>
        (Rule, ByField, _fields, _lists) = (rule, byField, fields, lists);

    /// <summary>The rule.</summary>
    internal BlockingRule Rule { get; }

    /// <summary>Whether it is over values by field name.</summary>
    internal bool ByField { get; }

    /// <summary>Where an error is.</summary>
    internal string Where => $"blocking rule '{Rule.Name}'";

    /// <summary>SQL of the hash of some values: never 0, which stands for none.</summary>
    internal static string Hash(params IEnumerable<string> values) => $"(hash({string.Join(", ", values)}) | 1::UBIGINT)";

    /// <summary>A rule of the engine itself, which needs no check.</summary>
    internal static RuleSource OwnOf(BlockingRule rule, IReadOnlyList<RecordField> fields) => new(rule, false, fields, []);

    /// <summary>Checks rules that a user gave.</summary>
    /// <exception cref="MatchingInputException">A part is no scalar expression, names something that is not there, or mixes the two kinds.</exception>
    internal static IReadOnlyList<RuleSource> Check(
        DuckSession session, IEnumerable<BlockingRule> rules, IReadOnlyList<RecordField> fields, IReadOnlyList<string> lists, CancellationToken cancellationToken)
    {
        var functions = ScalarFunctions.Of(session, cancellationToken);
        return [.. rules.Select(r => Check(session, functions, r, fields, lists, cancellationToken))];
    }

    private static RuleSource Check(
        DuckSession session, ScalarFunctions functions, BlockingRule rule, IReadOnlyList<RecordField> fields, IReadOnlyList<string> lists, CancellationToken cancellationToken)
    {
        var where = $"blocking rule '{rule.Name}'";
        var expressions = rule.Parts.Concat(rule.Explode is { } list ? [list] : []).ToList();
        if (expressions.Count == 0)
        {
            throw new MatchingInputException("It has no part.", where, "Give at least one expression, as in surname.");
        }

        var columns = expressions.SelectMany(e => ScalarExpression.Parse(session, functions, e, where, "left(postcode, 4)", cancellationToken).Columns).ToList();
        var own = columns.Where(c => c.Count == 2 && OwnAliases.Contains(c[0], StringComparer.OrdinalIgnoreCase)).ToList();
        if (own.Count > 0 && own.Count < columns.Count)
        {
            throw new MatchingInputException("It names both fields and the engine's own columns.", where, "Use the names of fields throughout.");
        }

        var source = new RuleSource(rule, columns.Count > 0 && own.Count == 0, fields, lists);
        foreach (var column in columns)
        {
            source.CheckColumn(column);
        }

        if (rule.Explode is { } exploded)
        {
            source.CheckList(session, exploded, cancellationToken);
        }

        return source;
    }

    /// <summary>The record's number in the relation.</summary>
    internal string Rid => ByField ? "lnk_rid" : "x.rid";

    /// <summary>The relation, as what follows FROM.</summary>
    /// <param name="valued">Values instead of codes in the engine's own columns as well, for showing them; the keys are other ones then.</param>
    internal string From(bool valued = false) => FromOfAll([this], valued);

    /// <summary>The relation of several rules of one kind.</summary>
    internal static string FromOfAll(IReadOnlyList<RuleSource> rules, bool valued = false) => rules[0].From(rules.Any(r => r.Uses("f.")), rules.Any(r => r.Uses("s.")), valued);

    private string From(bool forenames, bool surnames, bool valued)
    {
        if (!ByField)
        {
            var records = valued
                ? $"(SELECT r.*{(_fields.Any(f => f.Dictionary is not null) ? $" REPLACE ({string.Join(", ", _fields.Where(f => f.Dictionary is not null).Select(f => $"d_{f.Column}.value AS {f.Column}"))})" : string.Empty)} FROM lnk_rec r{Dictionaries()}) x"
                : "lnk_rec x";
            var entry = valued ? "value" : "code";
            return records
                + (forenames ? $" LEFT JOIN lnk_dict_name f ON f.{entry} = x.fn" : string.Empty)
                + (surnames ? $" LEFT JOIN lnk_dict_name s ON s.{entry} = x.sn" : string.Empty);
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var values = string.Concat(_fields.Where(f => names.Add(f.Field)).Select(f => $", {(f.Dictionary is null ? "r" : "d_" + f.Column)}.{(f.Dictionary is null ? f.Column : "value")} AS {new SqlName(f.Field)}"))
            + string.Concat(_lists.Where(names.Add).Select(l => $", l.{new SqlName(l)}"));
        return $"(SELECT r.rid AS lnk_rid{values} FROM lnk_rec r{Dictionaries()}{(_lists.Count == 0 ? string.Empty : " LEFT JOIN lnk_list l ON l.rid = r.rid")})";
    }

    /// <summary>SQL of the elements of the rule's list, distinct and in order.</summary>
    internal string ElementsSql => $"list_sort(list_filter(list_distinct(({Rule.Explode}\n)), lambda lnk_e: CAST(lnk_e AS VARCHAR) <> ''))";

    /// <summary>The parts as columns lnk_p0 and so on, each with a comma before it.</summary>
    internal string PartColumns => string.Concat(Rule.Parts.Index().Select(p => string.Create(CultureInfo.InvariantCulture, $", ({p.Item}\n) AS lnk_p{p.Index}")));

    /// <summary>Names of <see cref="PartColumns"/>.</summary>
    internal IReadOnlyList<string> PartNames => [.. Rule.Parts.Index().Select(p => string.Create(CultureInfo.InvariantCulture, $"lnk_p{p.Index}"))];

    private bool Uses(string alias) => Rule.Parts.Append(Rule.Explode ?? string.Empty).Any(p => p.Contains(alias, StringComparison.OrdinalIgnoreCase));

    private string Dictionaries() =>
        string.Concat(_fields.Where(f => f.Dictionary is not null).Select(f => $" LEFT JOIN {f.Dictionary} d_{f.Column} ON d_{f.Column}.code = r.{f.Column}"));

    private void CheckColumn(IReadOnlyList<string> column)
    {
        bool Is(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
        var known = ByField
            ? column.Count == 1 && (_fields.Any(f => Is(f.Field, column[0])) || _lists.Any(l => Is(l, column[0])))
            : Is(column[0], "x") ? _fields.Any(f => Is(f.Column, column[1])) : _fields.Any(f => f.Column == (Is(column[0], "f") ? "fn" : "sn")) && EntryColumns.Any(c => Is(c, column[1]));
        if (!known)
        {
            throw new MatchingInputException(
                $"There is no field '{string.Join('.', column)}'.", Where, $"The fields of this run are {string.Join(", ", _fields.Select(f => f.Field).Concat(_lists).Distinct(StringComparer.OrdinalIgnoreCase))}.");
        }
    }

    private void CheckList(DuckSession session, string list, CancellationToken cancellationToken)
    {
        string type;
        try
        {
            type = session.Scalar<string>($"SELECT column_type FROM (DESCRIBE SELECT ({list}\n) AS e FROM {From()})", cancellationToken)!;
        }
        catch (DuckDBException)
        {
            throw new MatchingInputException("The expression to take apart cannot be computed.", Where, "Check the functions it calls and their arguments.");
        }

        if (!type.EndsWith(']'))
        {
            throw new MatchingInputException("The expression to take apart gives no list.", Where, "Give one that does, as in string_split(forename, ' ').");
        }
    }
}
