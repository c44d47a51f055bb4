using System.Text.Json;
using System.Text.Json.Nodes;
using Linkage.Matching.Settings;
using Linkage.Matching.Training;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Settings;

/// <summary>The JSON Schema of the settings says what the reader does; ajv holds it against whole files in the tests of the house.</summary>
public sealed class SettingsSchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(File.ReadAllText(Path.Combine(RepositoryPaths.Formats, "link-settings.schema.json")))!.AsObject();

    [Fact]
    public void Schema_Members_AreThoseOfTheSettings()
    {
        var members = JsonSerializer.SerializeToNode(LinkSettingsTests.Full(), LinkSettingsFile.Json)!.AsObject().Select(m => m.Key).Append("model").Append("labels");

        Assert.Equal(members.Order(), Schema["properties"]!.AsObject().Select(p => p.Key).Order());
    }

    [Fact]
    public void Schema_Words_AreThoseOfTheSettings()
    {
        Assert.Equal(Names<LinkType>(), Words(Schema["properties"]!["linkType"]!));
        Assert.Equal(Names<TrainingMethod>(), Words(Schema["properties"]!["trainingMethod"]!));
        Assert.Equal(Names<TermFrequencyForm>(), Words(Schema["properties"]!["termFrequencies"]!));
        Assert.Equal(Names<LabelUse>(), Words(Schema["properties"]!["labelUse"]!));
        Assert.Equal([.. Names<FieldMeaning>(), "ignore", .. Enum.GetNames<FieldMeaning>(), "Ignore"], Words(Schema["$defs"]!["meaning"]!));
        Assert.Equal(Names<ReadyMade>().Order(), Schema["$defs"]!["comparison"]!["anyOf"]!.AsArray().Take(2).SelectMany(c => Words(c!["properties"]!["use"]!)).Order());
        Assert.Equal(Names<LevelKind>().Order(), Schema["$defs"]!["level"]!["anyOf"]!.AsArray().SelectMany(l => Words(l!["properties"]!["test"]!)).Order());
    }

    [Fact]
    public void Sample_OfEveryMember_IsWhatTheSettingsWrite()
    {
        using var folder = new TemporaryFolder();
        var sample = RepositoryPaths.Of("tests", "Linkage.EndToEnd.Tests", "settings", "every-member.json");
        LinkSettingsTests.Full().Save(folder.PathOf("full.json"));
        if (Environment.GetEnvironmentVariable("LINKAGE_WRITE_SAMPLES") == "1")
        {
            // After a change of the format; look at what changed.
            File.Copy(folder.PathOf("full.json"), sample, overwrite: true);
        }

        Assert.Equal(File.ReadAllText(folder.PathOf("full.json")).Trim(), File.ReadAllText(sample).Trim());
    }

    private static IEnumerable<string> Names<TEnum>()
        where TEnum : struct, Enum => Enum.GetNames<TEnum>().Select(JsonNamingPolicy.CamelCase.ConvertName);

    private static IEnumerable<string> Words(JsonNode schema) =>
        schema["const"] is { } only ? [only.GetValue<string>()] : schema["enum"]!.AsArray().Select(w => w!.GetValue<string>());
}
