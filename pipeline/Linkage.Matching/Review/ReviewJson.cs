using System.Text.Json;
using System.Text.Json.Serialization;

namespace Linkage.Matching.Review;

/// <summary>How the files of a review are read and written: camel case, nothing unknown, and every character beyond ASCII escaped, so that a file shown raw drives no terminal.</summary>
internal static class ReviewJson
{
    private static readonly JsonSerializerOptions Lines = Options(indented: false);
    private static readonly JsonSerializerOptions Documents = Options(indented: true);

    internal static byte[] Document<T>(T value) => [.. JsonSerializer.SerializeToUtf8Bytes(value, Documents), (byte)'\n'];

    internal static byte[] Line<T>(T value) => [.. JsonSerializer.SerializeToUtf8Bytes(value, Lines), (byte)'\n'];

    /// <summary>Reads a document.</summary>
    /// <exception cref="MatchingInputException">The file cannot be read or is not of this format.</exception>
    internal static T Read<T>(string path, string kind, string whatToDo)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), Lines)
                ?? throw new MatchingInputException($"The {kind} is empty.", path, whatToDo);
        }
        catch (JsonException error)
        {
            // The serialiser's own message may quote a value; only the place is passed on.
            throw new MatchingInputException($"The file is not a {kind} (line {error.LineNumber + 1}).", path, whatToDo);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MatchingInputException($"There is no {kind}.", path, whatToDo);
        }
    }

    /// <summary>Reads one line, or gives null when it is not whole.</summary>
    internal static T? TryLine<T>(ReadOnlySpan<byte> line)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Lines);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonSerializerOptions Options(bool indented) => new()
    {
        WriteIndented = indented,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };
}
