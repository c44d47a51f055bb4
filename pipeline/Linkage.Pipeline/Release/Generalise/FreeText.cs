using System.Globalization;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Release.Generalise;

/// <summary>
/// Refuses text of which most people have some that nobody else has: a note, a name or a number of a case, whatever the contract calls it. Columns by which people are grouped hold none,
/// for a value of one person is left out there.
/// </summary>
internal static class FreeText
{
    // Of fewer people a code list can give most a code of their own.
    private const long LeastPeople = 50;

    /// <exception cref="ReleaseRefusal">A column holds free text.</exception>
    internal static void Refuse(ReleaseWorkbench bench, string table, ProjectOutput output, IEnumerable<string> columns)
    {
        foreach (var column in columns)
        {
            var step = SqlStep.Load(typeof(LadderTables), "single_values").With(("table", new SqlName(table).ToString()), ("column", new SqlName(column).ToString()));
            var (people, alone) = bench.Session.Query(step.Text, row => (row.GetInt64(0), row.GetInt64(1)), bench.CancellationToken)[0];
            if (people >= LeastPeople && alone > people / 2)
            {
                throw new ReleaseRefusal(
                    "DISCLOSURE_FAILED",
                    string.Create(CultureInfo.InvariantCulture, $"{output.Name}: most people have a text in the column {column} that nobody else has, as free text has. Leave the column out, or give categories in its place."));
            }
        }
    }
}
