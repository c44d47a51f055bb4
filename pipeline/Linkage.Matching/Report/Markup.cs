using System.Globalization;
using System.Text;
using System.Xml;

namespace Linkage.Matching.Report;

/// <summary>
/// Writes a page as XHTML that is HTML as well: everything passes through <see cref="XmlWriter"/>, so no text or attribute reaches the page unescaped.
/// Characters that may not stand in a page, and those that turn the direction of the text around them, become U+FFFD.
/// </summary>
internal sealed class Markup : IDisposable
{
    private static readonly HashSet<string> Void = new(StringComparer.Ordinal) { "meta", "br", "hr", "col", "rect", "line", "circle", "path" };

    private readonly XmlWriter _xml;

    internal Markup(Stream stream)
    {
        _xml = XmlWriter.Create(stream, new XmlWriterSettings
        {
            OmitXmlDeclaration = true,
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            NewLineHandling = NewLineHandling.None,
            CloseOutput = false,
        });
        _xml.WriteDocType("html", null, null, null);
    }

    /// <summary>Opens an element; disposing the result closes it. An attribute that is null is left out.</summary>
    internal Scope Open(string name, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        _xml.WriteStartElement(name);
        foreach (var (attribute, value) in attributes)
        {
            if (value is not null)
            {
                _xml.WriteAttributeString(attribute, Clean(Plain(value)));
            }
        }

        return new Scope(this, name);
    }

    /// <summary>Writes an element with text alone.</summary>
    internal void Element(string name, string? text, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        using var scope = Open(name, attributes);
        if (!string.IsNullOrEmpty(text))
        {
            Text(text);
        }
    }

    /// <summary>Writes text.</summary>
    internal void Text(string text) => _xml.WriteString(Clean(text));

    /// <summary>Begins a new line between elements, for people who read the source.</summary>
    internal void Line() => _xml.WriteRaw("\n");

    /// <summary>Writes the page's own style sheet, which must hold none of the characters that markup needs.</summary>
    internal void Style(string css)
    {
        if (css.AsSpan().IndexOfAny('<', '>', '&') >= 0)
        {
            throw new InvalidOperationException("The style sheet of the report may not hold <, > or &.");
        }

        _xml.WriteStartElement("style");
        _xml.WriteRaw(css);
        _xml.WriteFullEndElement();
    }

    /// <inheritdoc/>
    public void Dispose() => _xml.Dispose();

    /// <summary>Text with only such characters as may stand in a page.</summary>
    internal static string Clean(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0)
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                clean.Append(text[i]).Append(text[++i]);
            }
            else
            {
                clean.Append(IsAllowed(text[i]) ? text[i] : '\uFFFD');
            }
        }

        return clean.ToString();
    }

    private static bool IsAllowed(char c) =>
        XmlConvert.IsXmlChar(c) && c is not ('\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u206F') or (>= '\u007F' and <= '\u009F'));

    private static string Plain(object value) => value switch
    {
        string text => text,
        double number => Math.Round(number, 2).ToString("0.##", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };

    private void Close(string name)
    {
        if (Void.Contains(name))
        {
            _xml.WriteEndElement();
        }
        else
        {
            // <td/> would be an open tag to a browser.
            _xml.WriteFullEndElement();
        }
    }

    /// <summary>An open element.</summary>
    internal readonly struct Scope(Markup markup, string name) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => markup.Close(name);
    }
}
