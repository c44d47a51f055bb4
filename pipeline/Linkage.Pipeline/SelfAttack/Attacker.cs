using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.SelfAttack;

/// <summary>
/// Attacks what a run made, before it is released, as somebody would who has the research zone, the outputs and the source code and no key: guesses pseudonyms from
/// dictionaries, looks for them under other grants, and looks for identifiers where none may stand. Nothing may be found.
/// </summary>
/// <param name="zones">The zones.</param>
/// <param name="scratch">The run's private scratch; words and guesses exist there and in memory only.</param>
internal sealed class Attacker(ZoneStore zones, RunScratch scratch)
{
    /// <summary>Name of the step in reports.</summary>
    internal const string Name = "Self-attack";

    /// <summary>Attacks.</summary>
    /// <exception cref="StageException">DuckDB could not do it.</exception>
    internal AttackReport Execute(AttackRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return Attack(request, cancellationToken);
        }
        catch (DuckDBException error)
        {
            throw StageException.From("Release", Name, error);
        }
    }

    private AttackReport Attack(AttackRequest request, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var session = DuckSession.Open(scratch.Session() with { PreserveInsertionOrder = false });
        var columns = ColumnsOf(session, AttackedFile.Of(request), cancellationToken);
        var spine = columns.First(c => c.File.Set == request.Linked.Set && Path.GetFileName(c.File.Path) == LinkStage.SpineFile).File;
        var tables = new AttackTables(session, request, cancellationToken);
        tables.FillDictionaries(spine);
        tables.FillPseudonyms(columns);
        tables.FillIdentifiers(spine);

        var guesses = new GuessAttack(session, request, cancellationToken);
        var found = guesses.Execute(columns, spine).Select(g => new AttackFinding(
            AttackCodes.Resolved, columns[g.Column].File.Name, columns[g.Column].Name, g.Dictionary, g.Scheme, g.Found)).ToList();
        var others = OtherGrants.In(zones, request.Grant);
        found.AddRange(Repeated(session, columns, others, cancellationToken));
        found.AddRange(new IdentifierSearch(session, cancellationToken).Execute(columns));
        return new AttackReport(
            session.Query("SELECT dictionary, count(*) FROM word GROUP BY ALL ORDER BY ALL", r => new GuessedWords(r.GetString(0), r.GetInt64(1)), cancellationToken),
            columns.Count,
            session.Scalar<long>("SELECT count(*) FROM pseudonym", cancellationToken),
            guesses.Guesses,
            others.Sets,
            others.Unread,
            session.Scalar<long>("SELECT count(*) FROM identifier", cancellationToken),
            found,
            Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 3));
    }

    private static List<AttackedColumn> ColumnsOf(DuckSession session, IReadOnlyList<AttackedFile> files, CancellationToken cancellationToken)
    {
        var columns = new List<AttackedColumn>();
        foreach (var file in files)
        {
            columns.AddRange(AttackedColumn.Of(session, file, columns.Count, cancellationToken));
        }

        return columns;
    }

    private static IEnumerable<AttackFinding> Repeated(DuckSession session, List<AttackedColumn> columns, OtherGrants others, CancellationToken cancellationToken)
    {
        // The datasets have the same record keys under every grant; everything else here is this grant's alone. A text column with few such values is of categories.
        var many = session.Query(
            "SELECT column_number FROM pseudonym GROUP BY ALL HAVING count(*) >= $1", [AttackLimits.CategoryRows], r => r.GetInt32(0), cancellationToken).ToHashSet();
        var own = columns.Where(c => !c.IsRecordKey && (c.Type == "BLOB" || many.Contains(c.Number))).Select(c => c.Number.ToString(CultureInfo.InvariantCulture)).DefaultIfEmpty("-1").ToList();
        foreach (var file in others.Files)
        {
            var keys = AttackedColumn.Of(session, file, 0, cancellationToken).Where(c => c.CouldBePseudonym).Select(c => $"SELECT {c.Prefix} AS prefix FROM {file.Relation}").ToList();
            if (keys.Count == 0)
            {
                continue;
            }

            var step = SqlStep.Load(typeof(Attacker), "repeated").With(("other", string.Join(" UNION ALL ", keys)), ("columns", string.Join(", ", own)));
            foreach (var (column, values) in session.Query(step.Text, r => (r.GetInt32(0), r.GetInt64(1)), cancellationToken))
            {
                yield return new AttackFinding(AttackCodes.Repeated, columns[column].File.Name, columns[column].Name, file.Name, "the same pseudonym", values);
            }
        }
    }
}
