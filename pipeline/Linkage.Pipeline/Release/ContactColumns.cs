using System.Collections.Frozen;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Pseudonymise;

namespace Linkage.Pipeline.Release;

/// <summary>
/// Where the contact columns of an outreach come from: for each dataset in the order of precedence, the granted columns that make up a name, an address and so on.
/// A person's contact comes from one record, never from a mixture of two.
/// </summary>
internal static class ContactColumns
{
    /// <summary>The column that holds the release's channel; it comes from no source.</summary>
    internal const string Channel = "channel";

    /// <summary>The contact columns a channel needs; an output has no others (R13).</summary>
    internal static readonly FrozenDictionary<string, string[]> ByChannel = new Dictionary<string, string[]>
    {
        ["letter"] = ["name", "address", "postcode"],
        ["phone"] = ["name", "phone"],
        ["text"] = ["name", "phone"],
        ["whatsapp"] = ["name", "phone"],
        ["email"] = ["name", "email"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly Dictionary<string, Meaning[]> Meanings = new(StringComparer.Ordinal)
    {
        ["name"] = [Meaning.FullName, Meaning.Title, Meaning.Forename, Meaning.Surname],
        ["address"] = [Meaning.Address],
        ["postcode"] = [Meaning.Postcode],
        ["phone"] = [Meaning.Phone],
        ["email"] = [Meaning.Email],
    };

    /// <summary>The contact columns of an output that come from a source.</summary>
    internal static IReadOnlyList<ProjectOutputColumn> Of(ProjectOutput output) =>
        [.. output.Columns.Where(c => c.Role == "Contact" && c.Name != Channel)];

    /// <summary>A query of every record that has all of an output's contact columns: person_key, precedence, record_key and the columns.</summary>
    internal static string Candidates(ReleaseRequest request, ReleaseTerms terms, ProjectOutput output)
    {
        var columns = Of(output);
        var queries = output.ContactFrom
            .Select((dataset, precedence) => Candidates(request, terms, columns, dataset, precedence))
            .OfType<string>()
            .ToList();
        return queries.Count > 0
            ? string.Join("\nUNION ALL\n", queries)
            : throw new ReleaseRefusal(
                "COLUMN_NOT_PERMITTED", $"{output.Name}: no dataset of contactFrom has granted sources for {string.Join(", ", columns.Select(c => c.Name))}.");
    }

    private static string? Candidates(
        ReleaseRequest request, ReleaseTerms terms, IReadOnlyList<ProjectOutputColumn> columns, DatasetId dataset, int precedence)
    {
        var expressions = columns.Select(c => (c.Name, Expression: Expression(request, terms, c, dataset))).ToList();
        if (expressions.Any(e => e.Expression is null))
        {
            return null;
        }

        if (!request.Identities.TryGetValue(dataset, out var identity))
        {
            throw new ReleaseRefusal("IDENTITY_MISSING", $"Contacts are to come from {dataset}, whose identity set was not given.");
        }

        var selected = string.Join(", ", expressions.Select(e => $"{e.Expression} AS {new SqlName(e.Name)}"));
        return $"SELECT spine.person_key, {precedence} AS precedence, spine.record_key, {selected} "
            + $"FROM read_parquet({SqlName.File(identity.PathOf(PseudonymiseStage.IdentityFile))}, hive_partitioning = false) AS identity "
            + $"JOIN spine ON spine.dataset = {SqlName.Literal(dataset.Value)} AND spine.record_key = identity.record_key "
            + "SEMI JOIN judged_people ON judged_people.person_key = spine.person_key";
    }

    private static string? Expression(ReleaseRequest request, ReleaseTerms terms, ProjectOutputColumn column, DatasetId dataset)
    {
        if (!Meanings.TryGetValue(column.Name, out var meanings))
        {
            throw new ReleaseRefusal(
                "OUTPUT_COLUMNS_DIFFER", $"{column.Name} is no contact column. There are: {string.Join(", ", Meanings.Keys.Append(Channel))}.");
        }

        var contract = request.Contracts.Single(c => c.Id == dataset);
        var granted = contract.Columns
            .Where(c => c.Meaning is { } meaning && meanings.Contains(meaning)
                && column.Sources.Contains($"{dataset}.{c.Name}") && terms.PermitsOutput(dataset.Value, c.Name))
            .ToList();
        return column.Name switch
        {
            "name" => NameExpression(granted),
            "postcode" => granted.Count == 0 ? null : $"upper({Trimmed(granted[0])})",
            _ => granted.Count == 0 ? null : Trimmed(granted[0]),
        };
    }

    // A full name given as "SURNAME, Forename" is turned round; anything else stands as it was recorded.
    private static string? NameExpression(List<ContractColumn> columns)
    {
        string? Part(Meaning meaning) => columns.FirstOrDefault(c => c.Meaning == meaning) is { } column ? Trimmed(column) : null;

        if (Part(Meaning.FullName) is { } full)
        {
            return $"CASE WHEN regexp_full_match({full}, '[^,]*[^, ][^,]*,[^,]*[^, ][^,]*') "
                + $"THEN trim(split_part({full}, ',', 2)) || ' ' || trim(split_part({full}, ',', 1)) ELSE {full} END";
        }

        var (title, forename, surname) = (Part(Meaning.Title), Part(Meaning.Forename), Part(Meaning.Surname));
        return surname is null
            ? null
            : $"CASE WHEN {surname} IS NOT NULL THEN concat_ws(' ', {title ?? "NULL"}, {forename ?? "NULL"}, {surname}) END";
    }

    private static string Trimmed(ContractColumn column) => $"nullif(trim(CAST(identity.{new SqlName(column.Name)} AS VARCHAR)), '')";
}
