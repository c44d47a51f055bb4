using System.Text.Json.Nodes;
using Linkage.Pipeline.Release.Quality;
using Linkage.Pipeline.Run;

namespace Linkage.Pipeline.Release;

/// <summary>A data file of a bundle after it was written.</summary>
/// <param name="Name">Its path in the bundle.</param>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Columns">Name, type and role of each column, in order; the type as DuckDB reads it from the file, which has no wider whole numbers than 64 bits.</param>
/// <param name="Made">What was written.</param>
/// <param name="PrimaryKey">Columns of which no two rows have the same values and none is null; none where there are no such columns.</param>
internal sealed record WrittenFile(
    string Name,
    string Sha256,
    long Bytes,
    IReadOnlyList<(string Name, string Type, string Role)> Columns,
    MadeOutput Made,
    IReadOnlyList<string> PrimaryKey)
{
    internal ReleasedFile ToReleased() => new(Name, Sha256, Made.Part.Kept, Bytes);

    internal JsonObject ToJson(GuardedCount counts)
    {
        var file = Common(counts);
        if (Made.Generalisation.Columns.Count > 0)
        {
            file["generalisation"] = Made.Generalisation.ToJson(counts);
        }

        return file;
    }

    private JsonObject Common(GuardedCount counts) => new()
    {
        ["name"] = Name,
        ["kind"] = Made.Output.Kind.ToString(),
        ["granularity"] = Made.Output.Granularity,
        ["classification"] = Made.Classification,
        ["sha256"] = Sha256,
        ["bytes"] = Bytes,
        ["rows"] = Made.Part.Kept,
        ["columns"] = new JsonArray([.. Columns.Select(c => new JsonObject { ["name"] = c.Name, ["type"] = c.Type, ["role"] = c.Role })]),
        ["totals"] = new JsonObject(Made.Totals.Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value))),
        ["suppression"] = SuppressionCounts.Of(Made, counts),
    };
}
