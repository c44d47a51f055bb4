namespace Linkage.Pipeline.Tests.Contracts;

/// <summary>Contract texts for tests: a small good one, and parts to put in or change.</summary>
internal static class ContractText
{
    public const string IdColumn = """
              - name: ref
                physicalName: REF
                logicalType: string
                primaryKey: true
                classification: Identifier
                uses: [Never]
        """;

    public static string Csv(string columns, string path = "people*.csv", string delimiter = "comma", string encoding = "utf-8", string id = "people") => $"""
        apiVersion: v3.1.0
        kind: DataContract
        id: {id}
        name: People
        version: 1.0.0
        status: active
        origin: Council
        description:
          purpose: A source for tests.
        team:
          name: Testers
        servers:
          - server: sources
            type: local
            path: "{path}"
            format: csv
            delimiter: {delimiter}
            encoding: {encoding}
        slaProperties:
          - property: retention
            value: 30
            unit: d
        schema:
          - name: people
            properties:
        {IdColumn}
        {columns}
        """;

    public static string Parquet(string columns, string idType = "BIGINT") => Csv(columns, "people*.parquet")
        .Replace("format: csv", "format: parquet", StringComparison.Ordinal)
        .Replace("            delimiter: comma\n", string.Empty, StringComparison.Ordinal)
        .Replace("    delimiter: comma\n", string.Empty, StringComparison.Ordinal)
        .Replace("    encoding: utf-8\n", string.Empty, StringComparison.Ordinal)
        .Replace("        primaryKey: true", $"        physicalType: {idType}\n        primaryKey: true", StringComparison.Ordinal);

    /// <summary>The contract with an expectation of its number of rows.</summary>
    public static string WithMinimumRows(string contract, int rows) => contract.Replace(
        "    properties:\n",
        $"    quality: [{{ metric: rowCount, mustBeGreaterOrEqualTo: {rows} }}]\n    properties:\n",
        StringComparison.Ordinal);

    /// <summary>One more column. <paramref name="more"/> holds further lines, such as <c>quality: [...]</c>, parted by LF.</summary>
    public static string Column(string name, string type = "string", string classification = "Attribute", string? format = null, string? physicalName = null, string? more = null)
    {
        var lines = new List<string>
        {
            $"- name: {name}",
            $"  physicalName: {physicalName ?? name.ToUpperInvariant()}",
            $"  logicalType: {type}",
            $"  classification: {classification}",
            "  uses: [Select]",
        };
        if (format is not null)
        {
            lines.Add($"  logicalTypeOptions: {{ format: \"{format}\" }}");
        }

        lines.AddRange((more ?? string.Empty).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => $"  {l}"));
        return string.Concat(lines.Select(l => $"      {l}\n"));
    }
}
