using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Linkage.Jobs.Registering;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Lineage;

/// <summary>What is known of a run, as an event of OpenLineage tells it (spec 2-0-2). Each event holds all that is known so far. Ids, codes, counts and instants only.</summary>
/// <param name="Namespace">What jobs and datasets are called within.</param>
/// <param name="Run">Id of the run.</param>
/// <param name="Project">Id of the project.</param>
/// <param name="Slot">The slot it is in, or null.</param>
internal sealed record LineageRun(string Namespace, string Run, string Project, DateTimeOffset? Slot)
{
    private const string Producer = "https://linkage.example/";
    private const string Spec = "https://openlineage.io/spec/";

    // A catalogue is read by people no rule names: how many people were released is told to none of them, and of what was read no small or exact count.
    private const long LeastCount = 10;
    private const long RoundingBase = 5;

    /// <summary>Rule versions by which it was decided, as in <c>homes-and-money.v3</c>.</summary>
    public SortedSet<string> Rules { get; } = new(StringComparer.Ordinal);

    /// <summary>The stages that have ended, in order.</summary>
    public List<string> Stages { get; } = [];

    /// <summary>The datasets that were read, with their rows.</summary>
    public SortedDictionary<string, long> Inputs { get; } = new(StringComparer.Ordinal);

    /// <summary>What was released.</summary>
    public IReadOnlyList<ReleasedBundle> Releases { get; init; } = [];

    /// <summary>Why it was refused or broke, as a code; null when it was not.</summary>
    public string? Code { get; init; }

    /// <summary>Its id as OpenLineage wants one: a UUID of version 8 that follows from namespace and run.</summary>
    public Guid Id
    {
        get
        {
            var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{Namespace}\n{Run}")).AsSpan(0, 16);
            bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
            bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
            return new Guid(bytes, bigEndian: true);
        }
    }

    /// <summary>The event, as JSON in UTF-8 without a line break.</summary>
    /// <param name="type">START, RUNNING, COMPLETE, FAIL or ABORT.</param>
    /// <param name="at">When it happened.</param>
    public byte[] Event(string type, DateTimeOffset at)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("eventType", type);
            json.WriteString("eventTime", RegistryRows.Written(at));
            json.WriteString("producer", Producer);
            json.WriteString("schemaURL", $"{Spec}2-0-2/OpenLineage.json#/$defs/RunEvent");
            WriteRun(json);
            WriteJob(json);
            WriteInputs(json);
            WriteOutputs(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private void WriteRun(Utf8JsonWriter json)
    {
        json.WriteStartObject("run");
        json.WriteString("runId", Id);
        json.WriteStartObject("facets");
        if (Slot is { } slot)
        {
            WriteFacet(json, "nominalTime", $"{Spec}facets/1-0-1/NominalTimeRunFacet.json#/$defs/NominalTimeRunFacet", () => json.WriteString("nominalStartTime", RegistryRows.Written(slot)));
        }

        if (Code is { } code)
        {
            WriteFacet(json, "errorMessage", $"{Spec}facets/1-0-1/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet", () =>
            {
                json.WriteString("message", code);
                json.WriteString("programmingLanguage", "C#");
            });
        }

        WriteFacet(json, "linkage_run", $"{Producer}schemas/formats/lineage-event.schema.json#/$defs/linkageRun", () =>
        {
            json.WriteString("run", Run);
            WriteList(json, "stages", Stages);
            WriteList(json, "rules", Rules);
        });
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteJob(Utf8JsonWriter json)
    {
        json.WriteStartObject("job");
        json.WriteString("namespace", Namespace);
        json.WriteString("name", Project);
        json.WriteStartObject("facets");
        WriteFacet(json, "jobType", $"{Spec}facets/2-0-4/JobTypeJobFacet.json#/$defs/JobTypeJobFacet", () =>
        {
            json.WriteString("processingType", "BATCH");
            json.WriteString("integration", "LINKAGE");
            json.WriteString("jobType", "JOB");
        });
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteInputs(Utf8JsonWriter json)
    {
        json.WriteStartArray("inputs");
        foreach (var (dataset, rows) in Inputs)
        {
            json.WriteStartObject();
            json.WriteString("namespace", Namespace);
            json.WriteString("name", dataset);
            if (rows >= LeastCount)
            {
                json.WriteStartObject("inputFacets");
                WriteFacet(json, "inputStatistics", $"{Spec}facets/1-0-0/InputStatisticsInputDatasetFacet.json#/$defs/InputStatisticsInputDatasetFacet", () => json.WriteNumber("rowCount", (rows + (RoundingBase / 2)) / RoundingBase * RoundingBase));
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteOutputs(Utf8JsonWriter json)
    {
        json.WriteStartArray("outputs");
        foreach (var (release, file) in Releases.SelectMany(release => release.Files, (release, file) => (release, file)))
        {
            json.WriteStartObject();
            json.WriteString("namespace", Namespace);
            json.WriteString("name", $"{Project}/{file.Name}");
            json.WriteStartObject("facets");
            WriteFacet(json, "version", $"{Spec}facets/1-0-1/DatasetVersionDatasetFacet.json#/$defs/DatasetVersionDatasetFacet", () => json.WriteString("datasetVersion", release.Id));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFacet(Utf8JsonWriter json, string name, string schema, Action write)
    {
        json.WriteStartObject(name);
        json.WriteString("_producer", Producer);
        json.WriteString("_schemaURL", schema);
        write();
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
