using System.Text;
using Linkage.Synthetic.Recording;

namespace Linkage.Synthetic.Extracts;

/// <summary>How one extract is written.</summary>
/// <param name="Delimiter">Between the fields.</param>
/// <param name="Encoding">Of the characters.</param>
/// <param name="Newline">After each row.</param>
/// <param name="QuotesAll">Every field stands in quotes, not only those that need them.</param>
internal sealed record ExtractFormat(char Delimiter, TextEncoding Encoding, string Newline, bool QuotesAll)
{
    /// <summary>Bytes before the header.</summary>
    public ReadOnlySpan<byte> Mark => Encoding switch
    {
        TextEncoding.Utf8WithMark => [0xEF, 0xBB, 0xBF],
        TextEncoding.Utf16 => [0xFF, 0xFE],
        TextEncoding.Utf8 or TextEncoding.Windows1252 or TextEncoding.Latin1 => [],
        _ => throw new InvalidOperationException($"Unknown encoding {(int)Encoding}."),
    };

    /// <summary>One row as text, with its line ending.</summary>
    public string Row(params ReadOnlySpan<string> fields)
    {
        var row = new StringBuilder(160);
        for (var i = 0; i < fields.Length; i++)
        {
            if (i > 0)
            {
                row.Append(Delimiter);
            }

            var field = fields[i];
            if (QuotesAll || field.AsSpan().IndexOfAny(Delimiter, '"', '\n') >= 0 || field.Contains('\r', StringComparison.Ordinal))
            {
                row.Append('"').Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            }
            else
            {
                row.Append(field);
            }
        }

        return row.Append(Newline).ToString();
    }

    /// <summary>The row in the file's encoding.</summary>
    public byte[] Encode(string text)
    {
        switch (Encoding)
        {
            case TextEncoding.Utf16:
                return System.Text.Encoding.Unicode.GetBytes(text);
            case TextEncoding.Windows1252:
                return Narrow(text, Accents.Encode1252, Accents.Fold);
            case TextEncoding.Latin1:
                return Narrow(text, c => c <= 0xFF ? c : -1, _ => '?');
            case TextEncoding.Utf8:
            case TextEncoding.Utf8WithMark:
                return System.Text.Encoding.UTF8.GetBytes(text);
            default:
                throw new InvalidOperationException($"Unknown encoding {(int)Encoding}.");
        }
    }

    private static byte[] Narrow(string text, Func<char, int> encode, Func<char, char> otherwise)
    {
        var bytes = new byte[text.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            var code = encode(text[i]);
            code = code < 0 ? encode(otherwise(text[i])) : code;
            bytes[i] = (byte)(code < 0 ? '?' : code);
        }

        return bytes;
    }
}
