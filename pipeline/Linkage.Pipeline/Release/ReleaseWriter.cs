using Linkage.Matching.Duck;
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
        var name = $"{made.Output.Name}.parquet";
        var path = staged.PathOf(name);
        var metadata = Metadata(made, request, terms, releaseId).Select(m => $"{new SqlName(m.Key)}: {SqlName.Literal(m.Value)}");
        bench.Run(
            "release_file",
            ("table", new SqlName(made.Table).ToString()),
            ("path", SqlName.Literal(path)),
            ("metadata", string.Join(", ", metadata)));
        var types = bench.Session.Query(
            $"DESCRIBE {new SqlName(made.Table)}", row => (Name: row.GetString(0), Type: row.GetString(1)), bench.CancellationToken);
        return new WrittenFile(
            name,
            ZoneStore.DigestOf(path),
            new FileInfo(path).Length,
            [.. types.Select(t => (t.Name, t.Type, made.Output.Columns.Single(c => c.Name == t.Name).Role))],
            made);
    }

    private static IEnumerable<(string Key, string Value)> Metadata(MadeOutput made, ReleaseRequest request, ReleaseTerms terms, string releaseId) =>
    [
        ("linkage.format", "1"),
        ("linkage.release", releaseId),
        ("linkage.project", request.Project.Id),
        ("linkage.output", made.Output.Name),
        ("linkage.purpose", terms.Purpose),
        (ReleaseMarks.Rule, terms.RuleId),
        (ReleaseMarks.RuleVersion, terms.RuleVersion.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("linkage.rule_hash", terms.RuleHash),
        ("linkage.classification", made.Classification),
        ("linkage.recipient", terms.RecipientTeam),
        ("linkage.expires", ReleaseStatement.Instant(ReleaseStatement.ExpiryOf(request, terms))),
    ];
}
