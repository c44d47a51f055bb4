using System.Text.Json;
using System.Text.Json.Serialization;

namespace Linkage.Matching.Settings;

/// <summary>Reads a column's meaning as a word in any case or as an object; writes the shortest form.</summary>
internal sealed class ColumnSettingsConverter : JsonConverter<ColumnSettings>
{
    /// <inheritdoc/>
    public override ColumnSettings Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return new ColumnSettings(Meaning(reader.GetString()!));
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A column is a meaning, or an object with meaning and field.");
        }

        var (meaning, field) = (default(string), default(string));
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = reader.GetString();
            reader.Read();
            var value = reader.TokenType == JsonTokenType.String ? reader.GetString() : throw new JsonException($"'{member}' of a column is not a text.");
            switch (member)
            {
                case "meaning" when meaning is null:
                    meaning = value;
                    break;
                case "field" when field is null:
                    field = value;
                    break;
                default:
                    throw new JsonException($"'{member}' is unknown for a column, or is given twice.");
            }
        }

        return meaning is null ? throw new JsonException("A column needs its meaning.") : new ColumnSettings(Meaning(meaning), field);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ColumnSettings value, JsonSerializerOptions options)
    {
        var meaning = value.Meaning is { } m ? JsonNamingPolicy.CamelCase.ConvertName(m.ToString()) : ColumnSettings.Ignore;
        if (value.Field is null)
        {
            writer.WriteStringValue(meaning);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("meaning", meaning);
        writer.WriteString("field", value.Field);
        writer.WriteEndObject();
    }

    private static FieldMeaning? Meaning(string word) =>
        word.Equals(ColumnSettings.Ignore, StringComparison.OrdinalIgnoreCase) ? null
        : Array.Find(Enum.GetNames<FieldMeaning>(), n => n.Equals(word, StringComparison.OrdinalIgnoreCase)) is { } name ? Enum.Parse<FieldMeaning>(name)
        : throw new JsonException($"'{word}' is not a meaning; use one of {string.Join(", ", Enum.GetNames<FieldMeaning>().Select(JsonNamingPolicy.CamelCase.ConvertName))} or {ColumnSettings.Ignore}.");
}
