using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Linkage.Jobs.Reporting;

/// <summary>The one object of <c>--json</c>: one line where it is piped, indented on a terminal.</summary>
internal static class JsonOutput
{
    /// <summary>How everything this room writes as JSON looks: camel case, enums by name, no nulls, characters as they are.</summary>
    public static JsonSerializerOptions Options { get; } = Create(indented: false);

    private static readonly JsonSerializerOptions Indented = Create(indented: true);

    /// <summary>Writes the object and a line end.</summary>
    public static void Write(Screen screen, object document) =>
        screen.Raw(JsonSerializer.Serialize(document, document.GetType(), screen.IsTerminal ? Indented : Options) + "\n");

    private static JsonSerializerOptions Create(bool indented) => new(JsonSerializerDefaults.Web)
    {
        WriteIndented = indented,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };
}
