using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Linkage.Matching.Training;

namespace Linkage.Matching.Settings;

/// <summary>The settings as a file.</summary>
internal static class LinkSettingsFile
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        // The file is read by people and put into no page: < and ' of an SQL level stay as they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Reads and checks a file.</summary>
    internal static LinkSettings Load(string path)
    {
        LinkSettings settings;
        try
        {
            settings = JsonSerializer.Deserialize<LinkSettings>(File.ReadAllBytes(path), Json)
                ?? throw new MatchingInputException("The settings are empty.", path, "Write a JSON object.");
        }
        catch (JsonException error)
        {
            throw new MatchingInputException(
                $"The settings are not valid at {error.Path ?? "$"}, line {error.LineNumber + 1}: {Why(error)}", path, "Correct it; schemas/formats/link-settings.schema.json lists the members.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MatchingInputException("The settings cannot be read.", path, "Check the path and its permissions.");
        }

        SettingsCheck.Check(settings, path);
        if (settings.ModelFile is not { } model)
        {
            return settings;
        }

        var whole = Path.GetFullPath(model, FolderOf(path));
        return settings with { ModelFile = whole, Model = LinkModel.Load(whole) };
    }

    /// <summary>Writes a file.</summary>
    internal static void Save(LinkSettings settings, string path)
    {
        if (settings is { Model: not null, ModelFile: null })
        {
            throw new InvalidOperationException("The model is in no file: save it and name it in ModelFile, or leave it out.");
        }

        SettingsCheck.Check(settings, path);
        var written = settings.ModelFile is { } model ? settings with { ModelFile = Path.GetRelativePath(FolderOf(path), model).Replace('\\', '/') } : settings;
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(written, Json));
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    /// <summary>What is wrong without the serialiser's talk of types.</summary>
    private static string Why(JsonException error) =>
        error.Message.Contains("could not be mapped", StringComparison.Ordinal) ? "the member is unknown."
        : error.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) ? "the value is not of the kind the member takes."
        : error.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0];
}
