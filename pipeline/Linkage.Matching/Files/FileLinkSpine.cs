using System.Text.Json.Serialization;

namespace Linkage.Matching.Files;

/// <summary>What a run made of the persons of a spine folder.</summary>
public sealed record FileLinkSpine
{
    /// <summary>Name of the run.</summary>
    [JsonPropertyName("run")]
    public required string Run { get; init; }

    /// <summary>Its number, from 1.</summary>
    [JsonPropertyName("number")]
    public required int Number { get; init; }

    /// <summary>Records that were new or changed, when only those were compared; else null.</summary>
    [JsonPropertyName("newRecords")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? NewRecords { get; init; }

    /// <summary>Persons after the run.</summary>
    [JsonPropertyName("persons")]
    public required long Persons { get; init; }

    /// <summary>Number of events by kind (<see cref="Clustering.Incremental.PersonEvent"/>).</summary>
    [JsonPropertyName("events")]
    public required IReadOnlyDictionary<string, long> Events { get; init; }

    /// <summary>Digest over this run and all before, hexadecimal; kept elsewhere, it shows later whether the folder was made anew.</summary>
    [JsonPropertyName("head")]
    public required string Head { get; init; }
}
