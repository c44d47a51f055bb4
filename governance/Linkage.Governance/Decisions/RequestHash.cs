using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Linkage.Governance.Documents;

namespace Linkage.Governance.Decisions;

/// <summary>The hash of a request: which question a decision answers. Any request has one, one with broken text or numbers too.</summary>
public static class RequestHash
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new AnyText(), new AnyNumber() },
    };

    /// <summary>SHA-256 of the canonical form as 64 lower-case hexadecimal digits.</summary>
    public static string Of(GateRequest request) =>
        CanonicalHash.Of(CanonicalForm.Of(JsonSerializer.SerializeToNode(request, Options)!));

    /// <summary>Text that is not valid Unicode is hashed as its code units, and so is text that looks like those.</summary>
    private sealed class AnyText : JsonConverter<string>
    {
        private const string Units = "\\utf16:";

        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(
            IsValid(value) && !value.StartsWith(Units, StringComparison.Ordinal) ? value : Units + string.Join(',', value.Select(unit => ((int)unit).ToString(CultureInfo.InvariantCulture))));

        private static bool IsValid(string value) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value)) == value;
    }

    /// <summary>Floating point numbers are hashed by their shortest exact text, so that every one has a form.</summary>
    private sealed class AnyNumber : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString("R", CultureInfo.InvariantCulture));
    }
}
