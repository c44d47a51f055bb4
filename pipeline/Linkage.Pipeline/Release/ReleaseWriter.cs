using System.Globalization;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Release;

/// <summary>
/// Writes an output as Parquet that is the same byte for byte whenever its rows are: sorted by all columns, row groups of a fixed size, and what the file is
/// in its key-value metadata.
/// </summary>
internal static class ReleaseWriter
{
    internal static WrittenFile Write(
        ReleaseWorkbench bench, MadeOutput made, ReleaseRequest request, ReleaseTerms terms, string releaseId, StagedSet staged)
    {
        var name = ReleaseFolder.DataFileOf(made.Output);
        var path = staged.PathOf(name);
        var metadata = Metadata(made, request, terms, releaseId).Select(m => $"{new SqlName(m.Key)}: {SqlName.Literal(m.Value)}");
        bench.Run(
            "release_file",
            ("table", new SqlName(made.Table).ToString()),
            ("path", SqlName.Literal(path)),
            ("metadata", string.Join(", ", metadata)));
        // Of the file, not of the table: Parquet has not every type that a table has.
        var types = bench.Session.Query(
            $"DESCRIBE SELECT * FROM read_parquet({SqlName.File(path)}, hive_partitioning = false)", row => (Name: row.GetString(0), Type: row.GetString(1)), bench.CancellationToken);
        return new WrittenFile(
            name,
            ZoneStore.DigestOf(path),
            new FileInfo(path).Length,
            [.. types.Select(t => (t.Name, t.Type, made.Output.Columns.Single(c => c.Name == t.Name).Role))],
            made,
            PrimaryKey(bench, made));
    }

    // The rows of people stand once each, and so do the cells of a table, but a dimension may be unknown, which no key is.
    private static string[] PrimaryKey(ReleaseWorkbench bench, MadeOutput made)
    {
        if (made.Output.Kind == OutputKind.Outreach)
        {
            return [];
        }

        var role = made.Output.Kind == OutputKind.Aggregate ? "Dimension" : "Key";
        string[] columns = [.. made.Output.Columns.Where(c => c.Role == role).Select(c => c.Name)];
        var unknown = columns.Length == 0 ? 0 : bench.Session.Scalar<long>(
            $"SELECT count(*) FROM {new SqlName(made.Table)} WHERE {string.Join(" OR ", columns.Select(c => $"{new SqlName(c)} IS NULL"))}", bench.CancellationToken);
        return unknown == 0 ? columns : [];
    }

    private static IEnumerable<(string Key, string Value)> Metadata(MadeOutput made, ReleaseRequest request, ReleaseTerms terms, string releaseId) =>
    [
        ("linkage.format", ReleaseStatement.Format.ToString(CultureInfo.InvariantCulture)),
        ("linkage.release", releaseId),
        ("linkage.project", request.Project.Id),
        ("linkage.output", made.Output.Name),
        ("linkage.purpose", terms.Purpose),
        (ReleaseMarks.Rule, terms.RuleId),
        (ReleaseMarks.RuleVersion, terms.RuleVersion.ToString(CultureInfo.InvariantCulture)),
        ("linkage.rule_hash", terms.RuleHash),
        ("linkage.classification", made.Classification),
        ("linkage.recipient", terms.RecipientTeam),
        ("linkage.expires", ReleaseStatement.Instant(ReleaseStatement.ExpiryOf(request, terms))),
        .. made.Generalisation.Columns.Select(c => ($"linkage.step.{c.Column.Name}", c.Step.Text)),
    ];
}
