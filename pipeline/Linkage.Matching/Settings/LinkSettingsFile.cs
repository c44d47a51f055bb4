using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Linkage.Matching.Training;

namespace Linkage.Matching.Settings;

/// <summary>The settings as a file.</summary>
internal static class LinkSettingsFile
{
    /// <summary>How the file is written and read.</summary>
    internal static readonly JsonSerializerOptions Json = new()
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
        // What is not part of the file is refused in it, and not passed over.
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { WithoutIgnored } },
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Reads and checks a file.</summary>
    internal static LinkSettings Load(string path)
    {
        LinkSettings settings;
        try
        {
            settings = JsonSerializer.Deserialize<LinkSettings>(PlainFile.Read(path, "settings file"), Json)
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
        string? Whole(string? file) => file is null ? null : Path.GetFullPath(file, FolderOf(path));
        return settings with
        {
            ModelFile = Whole(settings.ModelFile),
            Model = Whole(settings.ModelFile) is { } model ? LinkModel.Load(model) : null,
            LabelsFile = Whole(settings.LabelsFile),
        };
    }

    /// <summary>Writes a file for its owner only: whole, in the place of one that is there.</summary>
    internal static void Save(LinkSettings settings, string path)
    {
        if (settings is { Model: not null, ModelFile: null })
        {
            throw new InvalidOperationException("The model is in no file: save it and name it in ModelFile, or leave it out.");
        }

        SettingsCheck.Check(settings, path);
        string? Relative(string? file) => file is null ? null : Path.GetRelativePath(FolderOf(path), file).Replace('\\', '/');
        var written = settings with { ModelFile = Relative(settings.ModelFile), LabelsFile = Relative(settings.LabelsFile) };
        OwnerOnly.Replace(path, JsonSerializer.SerializeToUtf8Bytes(written, Json));
    }

    private static void WithoutIgnored(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i] is { Get: null, Set: null })
            {
                type.Properties.RemoveAt(i);
            }
        }
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    /// <summary>What is wrong without the serialiser's talk of types.</summary>
    private static string Why(JsonException error) =>
        error.Message.Contains("could not be mapped", StringComparison.Ordinal) ? "the member is unknown."
        : error.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) ? "the value is not of the kind the member takes."
        : error.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0];
}
