using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Linkage.Governance.Documents;

/// <summary>
/// SHA-256 over the canonical form of a JSON value: no white space, object keys in ordinal order, strings with the fewest escapes in UTF-8
/// (as RFC 8785), numbers as whole numbers or decimals without trailing zeros. Two files that say the same have the same hash,
/// whatever their layout, comments or key order. The order of an array is part of what is hashed: sort a set before.
/// </summary>
public static class CanonicalHash
{
    /// <summary>The hash as 64 lower-case hexadecimal digits.</summary>
    /// <param name="value">Objects, arrays, strings, booleans, null, and numbers made from <see cref="long"/>, <see cref="int"/> or <see cref="decimal"/>.</param>
    /// <exception cref="ArgumentException">A number of another type, or a string that is not valid Unicode.</exception>
    public static string Of(JsonNode? value) => Of(Encoding.UTF8.GetBytes(CanonicalText(value)));

    /// <summary>The SHA-256 of bytes as 64 lower-case hexadecimal digits.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The canonical form itself, for a person who wants to see what was hashed.</summary>
    /// <param name="value">As for <see cref="Of(JsonNode)"/>.</param>
    /// <exception cref="ArgumentException">A number of another type, or a string that is not valid Unicode.</exception>
    public static string CanonicalText(JsonNode? value)
    {
        var text = new StringBuilder();
        Write(value, text);
        return text.ToString();
    }

    private static void Write(JsonNode? node, StringBuilder text)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject members:
                text.Append('{');
                var first = true;
                foreach (var (key, value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    text.Append(first ? string.Empty : ",");
                    WriteString(key, text);
                    text.Append(':');
                    Write(value, text);
                    first = false;
                }

                text.Append('}');
                break;
            case JsonArray items:
                text.Append('[');
                for (var index = 0; index < items.Count; index++)
                {
                    text.Append(index == 0 ? string.Empty : ",");
                    Write(items[index], text);
                }

                text.Append(']');
                break;
            case JsonValue value:
                WriteValue(value, text);
                break;
        }
    }

    private static void WriteValue(JsonValue value, StringBuilder text)
    {
        if (value.TryGetValue<string>(out var words))
        {
            WriteString(words, text);
        }
        else if (value.TryGetValue<bool>(out var truth))
        {
            text.Append(truth ? "true" : "false");
        }
        else if (value.TryGetValue<long>(out var whole))
        {
            text.Append(whole.ToString(CultureInfo.InvariantCulture));
        }
        else if (value.TryGetValue<int>(out var small))
        {
            text.Append(small.ToString(CultureInfo.InvariantCulture));
        }
        else if (value.TryGetValue<decimal>(out var number))
        {
            // The # picture drops trailing zeros, so 0.90 and 0.9 are one number.
            text.Append(number == 0 ? "0" : number.ToString("0.############################", CultureInfo.InvariantCulture));
        }
        else
        {
            throw new ArgumentException("A canonical form holds text, true or false, whole numbers and decimals only.", nameof(value));
        }
    }

    /// <summary>Writes a text as it stands in the canonical form, for who writes a form of few fields without making a tree of them.</summary>
    internal static void WriteString(string words, StringBuilder text)
    {
        text.Append('"');
        for (var index = 0; index < words.Length; index++)
        {
            var letter = words[index];
            switch (letter)
            {
                case '"' or '\\':
                    text.Append('\\').Append(letter);
                    break;
                case '\b':
                    text.Append("\\b");
                    break;
                case '\f':
                    text.Append("\\f");
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case < ' ':
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
                    break;
                case var _ when char.IsSurrogate(letter):
                    if (index + 1 >= words.Length || !char.IsSurrogatePair(letter, words[index + 1]))
                    {
                        throw new ArgumentException("A text holds half a surrogate pair, which has no canonical form.", nameof(words));
                    }

                    text.Append(letter).Append(words[++index]);
                    break;
                default:
                    text.Append(letter);
                    break;
            }
        }

        text.Append('"');
    }
}
