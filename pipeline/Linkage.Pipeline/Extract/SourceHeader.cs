using System.Text.RegularExpressions;
using Linkage.Pipeline.Contracts;

namespace Linkage.Pipeline.Extract;

/// <summary>
/// Compares the columns of a file with those of its contract. Names are compared exactly, but without white space around them; the order is free.
/// What the file calls a column is repeated in a message only when the file is certain to have a header, because its first line may be a person.
/// </summary>
internal static partial class SourceHeader
{
    private static readonly char[] UsualDelimiters = [',', ';', '|', '\t'];

    /// <summary>The place of every contract column in the file; or the refusal. One blank name at the end is a trailing delimiter and passes.</summary>
    public static (IReadOnlyList<int>? Places, string? Code, string? Problem) Match(DatasetContract contract, IReadOnlyList<string> names)
    {
        var found = names.Select(n => n.Trim(' ', '\t', '\u00A0', '\uFEFF')).ToList();
        var trailing = found.Count > contract.Columns.Count && found[^1].Length == 0 ? 1 : 0;
        var expected = contract.Columns.Select(c => c.PhysicalName.Trim()).ToList();
        var missing = expected.Where(e => !found.Contains(e, StringComparer.Ordinal)).ToList();
        if (missing.Count == expected.Count && Delimiter(contract.File.Delimiter, found, expected) is { } other)
        {
            return (null, ExtractRefusals.WrongDelimiter, $"the header parts at {other}, not at {Name(contract.File.Delimiter!.Value)} as the contract says; correct one of the two");
        }

        var repeated = expected.Where(e => found.Count(f => f == e) > 1).ToList();
        var strangers = Enumerable.Range(0, found.Count - trailing).Where(i => !expected.Contains(found[i], StringComparer.Ordinal)).ToList();
        return missing.Count > 0
                ? (null, ExtractRefusals.MissingColumn, $"the file lacks {Listed(missing)}{(strangers.Count > 0 ? FormattableString.Invariant($", and has {strangers.Count} the contract does not know") : string.Empty)}; ask for the agreed columns, or agree a new version of the contract")
            : repeated.Count > 0
                ? (null, ExtractRefusals.DuplicateColumn, $"the file has more than once {Listed(repeated)}; ask for each column once")
            : strangers.Count > 0
                ? (null, ExtractRefusals.NewColumn, $"the contract does not know {string.Join(", ", strangers.Select(i => Stranger(i, found[i])))}; agree a new version of the contract")
            : (expected.Select(e => found.IndexOf(e)).ToList(), null, null);
    }

    private static string? Delimiter(char? declared, List<string> found, List<string> expected) =>
        declared is null ? null : UsualDelimiters
            .Where(d => d != declared)
            .Where(d => found.SelectMany(f => f.Split(d)).Any(f => expected.Contains(f.Trim(' ', '"'), StringComparer.Ordinal)))
            .Select(Name)
            .FirstOrDefault();

    private static string Name(char delimiter) => delimiter switch
    {
        '\t' => "tabs",
        ',' => "commas",
        ';' => "semicolons",
        '|' => "pipes (|)",
        _ => $"'{delimiter}'",
    };

    private static string Listed(List<string> names) =>
        $"{(names.Count == 1 ? "the column" : "the columns")} {string.Join(", ", names.Select(n => PlainName().IsMatch(n) ? n : "(a column with an unusual name)"))}";

    private static string Stranger(int index, string name) =>
        FormattableString.Invariant($"column {index + 1}{(PlainName().IsMatch(name) ? $" ({name})" : string.Empty)}");

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_ ]{0,59}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();
}
