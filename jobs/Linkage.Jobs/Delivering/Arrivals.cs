using System.Text.Json;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Delivering;

/// <summary>
/// What the last look for a dataset's file found, in <c>arrivals/DATASET.json</c> of the workspace. It says who is told of lateness and nothing else: no run and no release rests on it, and where it is
/// lost, the next look begins anew.
/// </summary>
/// <param name="workspace">The workspace folder.</param>
internal sealed class Arrivals(string workspace)
{
    private readonly string _folder = Path.Combine(workspace, "arrivals");

    /// <summary>What is known of a dataset; null when nobody has looked yet, or what was written cannot be read.</summary>
    public Arrival? Of(DatasetId dataset)
    {
        try
        {
            return JsonSerializer.Deserialize<Arrival>(File.ReadAllBytes(FileOf(dataset)));
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes it in place of what was known.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(DatasetId dataset, Arrival arrival)
    {
        PrivateFolder.Create(_folder);
        PrivateFolder.WriteAllBytes(FileOf(dataset), JsonSerializer.SerializeToUtf8Bytes(arrival));
    }

    private string FileOf(DatasetId dataset) => Path.Combine(_folder, $"{dataset}.json");
}

/// <summary>What the last look for a dataset's file found.</summary>
/// <param name="Looked">When that was.</param>
/// <param name="Met">The last instant at which a file was due and for which one has come; null for none.</param>
/// <param name="Version">SHA-256 of what tells that file from others, lower-case hex; null for none.</param>
/// <param name="Code">Why none has come for the last instant; null when one has.</param>
internal sealed record Arrival(DateTimeOffset Looked, DateTimeOffset? Met, string? Version, string? Code)
{
    /// <summary>Code of a file that is still the one before.</summary>
    public const string Unchanged = "DELIVERY_UNCHANGED";

    /// <summary>Whether a file has come for an instant at which one was due.</summary>
    public bool Meets(DateTimeOffset due) => Met >= due;
}
