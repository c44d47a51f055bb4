using System.Text;
using System.Text.Json.Nodes;
using Linkage.Pipeline.Release.Quality;

namespace Linkage.Pipeline.Release.Package;

/// <summary>
/// The descriptor of a bundle for programs that know no more than Frictionless Data Package 2.0 (datapackage.org/standard/data-package): each data file with its size,
/// digest and schema. It names no licence, for none is known, and no person. The same release gives the same bytes.
/// </summary>
internal static class DataPackage
{
    private const string Profile = "https://datapackage.org/profiles/2.0/datapackage.json";

    private const string MediaType = "application/vnd.apache.parquet";

    /// <summary>The descriptor's bytes.</summary>
    /// <param name="releaseId">Id of the release.</param>
    /// <param name="files">The data files, in the order of the project.</param>
    /// <param name="request">What the release was made of.</param>
    /// <param name="counts">How counts of what was left out are said.</param>
    internal static byte[] Bytes(string releaseId, IReadOnlyList<WrittenFile> files, ReleaseRequest request, GuardedCount counts)
    {
        var descriptor = new JsonObject
        {
            ["$schema"] = Profile,
            ["name"] = request.Project.Id,
            ["id"] = releaseId,
            ["title"] = request.Project.Title,
            ["created"] = ReleaseStatement.Instant(request.Instant),
            ["contributors"] = new JsonArray(new JsonObject { ["title"] = request.Project.Controller, ["roles"] = new JsonArray("creator") }),
            ["sources"] = new JsonArray([.. request.Contracts
                .OrderBy(c => c.Id)
                .Select(c => new JsonObject { ["title"] = c.Title, ["version"] = c.Version, ["dataset"] = c.Id.Value })]),
            ["resources"] = new JsonArray([.. files.Select(f => Resource(f, counts))]),
        };
        return Encoding.UTF8.GetBytes(descriptor.ToJsonString(ReleaseStatement.Layout) + "\n");
    }

    private static JsonObject Resource(WrittenFile file, GuardedCount counts) => new()
    {
        ["name"] = file.Made.Output.Name,
        ["path"] = file.Name,
        ["type"] = "table",
        ["format"] = "parquet",
        ["mediatype"] = MediaType,
        ["bytes"] = file.Bytes,
        ["hash"] = $"sha256:{file.Sha256}",
        ["rows"] = file.Made.Part.Kept,
        ["suppression"] = SuppressionCounts.Of(file.Made, counts),
        ["schema"] = Schema(file),
    };

    private static JsonObject Schema(WrittenFile file)
    {
        var schema = new JsonObject
        {
            ["fields"] = new JsonArray([.. file.Columns.Select(c => PackageField.Of(file.Made.Output.Columns.Single(o => o.Name == c.Name), c.Type, file.Made.Generalisation.StepOf(c.Name)))]),
            // Parquet has a null of its own; no text stands for it.
            ["missingValues"] = new JsonArray(),
        };
        if (file.PrimaryKey.Count > 0)
        {
            schema["primaryKey"] = new JsonArray([.. file.PrimaryKey.Select(name => JsonValue.Create(name))]);
        }

        return schema;
    }
}
