using System.Globalization;
using Linkage.Matching.Duck;

namespace Linkage.Pipeline.SelfAttack;

/// <summary>
/// Looks for values of the identity zone in the columns of the research zone and of outputs without names. A value that names somebody by itself is found wherever it stands;
/// shorter ones where they are more than chance explains; decision 017 has the rule.
/// </summary>
internal sealed class IdentifierSearch(DuckSession session, CancellationToken cancellationToken)
{
    private static readonly string[] Keys = ["record_key", "person_key"];

    /// <summary>Searches every column but those of an outreach, whose recipient may have names.</summary>
    internal IEnumerable<AttackFinding> Execute(IReadOnlyList<AttackedColumn> columns)
    {
        foreach (var column in columns.Where(c => !c.File.IsOutreach && !c.IsRecordKey && !Keys.Contains(c.Name, StringComparer.Ordinal)))
        {
            foreach (var finding in Words(column).Concat(OwnValues(column, columns)))
            {
                yield return finding;
            }
        }
    }

    private IEnumerable<AttackFinding> Words(AttackedColumn column)
    {
        var met = session.Query(
            SqlStep.Load(typeof(IdentifierSearch), "identifiers_shown").With(
                ("column", column.Type == "BLOB" ? $"hex({column.Quoted})" : column.Quoted),
                ("file", column.File.Relation),
                ("rare", Number(AttackLimits.FewRecords)),
                ("long_number", Number(AttackLimits.TellingNumber)),
                ("long_text", Number(AttackLimits.TellingText)),
                ("category", Number(AttackLimits.CategoryRows))).Text,
            r => (Kind: r.GetString(0), Telling: r.GetInt64(1), Words: r.GetInt64(2)),
            cancellationToken);
        var byChance = column.File.IsReleased ? 0 : AttackLimits.WordsByChance;
        return met.Where(m => m.Telling > 0 || m.Words > byChance)
            .Select(m => new AttackFinding(AttackCodes.Identifier, column.File.Name, column.Name, m.Kind, "the same value", Math.Max(m.Telling, m.Words)));
    }

    private IEnumerable<AttackFinding> OwnValues(AttackedColumn column, IReadOnlyList<AttackedColumn> columns)
    {
        if (column.Type == "BLOB" || Keys.FirstOrDefault(k => columns.Any(c => c.File == column.File && c.Name == k && c.Type == "BLOB")) is not { } key)
        {
            return [];
        }

        return session.Query(
            SqlStep.Load(typeof(IdentifierSearch), "own_values").With(
                ("key", SqlName.Quote(key)),
                ("key_name", SqlName.Literal(key)),
                ("column", column.Quoted),
                ("file", column.File.Relation)).Text,
            r => (Kind: r.GetString(0), Found: r.GetInt64(1), Expected: r.GetDouble(2)),
            cancellationToken)
            .Where(m => m.Found > AttackLimits.OwnValuesByAccident + (2 * m.Expected))
            .Select(m => new AttackFinding(AttackCodes.Identifier, column.File.Name, column.Name, m.Kind, "the value of the same record", m.Found));
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
