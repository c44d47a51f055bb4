using System.Text;
using System.Xml;

namespace Linkage.Jobs.Publishing.Pages;

/// <summary>Elements of a page. Every text and attribute passes through <see cref="XmlWriter"/> and <see cref="PlainText"/>, so that none becomes markup.</summary>
internal sealed class HtmlWriter : IDisposable
{
    private readonly XmlWriter _xml;

    /// <summary>Begins a page in a stream, which stays open.</summary>
    public HtmlWriter(Stream stream)
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
    public Scope Open(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(name, attributes);
        return new Scope(_xml);
    }

    /// <summary>Writes an element with text alone; without any it has no end tag, as <c>meta</c> wants it.</summary>
    public void Element(string name, string? text, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(name, attributes);
        if (text is null)
        {
            _xml.WriteEndElement();
            return;
        }

        Text(text);
        _xml.WriteFullEndElement();
    }

    /// <summary>Writes text.</summary>
    /// <remarks>A blank at an end is kept, so that it can stand before an element.</remarks>
    public void Text(string text) => _xml.WriteString(text.EndsWith(' ') ? PlainText.Of(text) + " " : PlainText.Of(text));

    /// <summary>Writes the page's own style sheet, which may hold none of the characters that markup needs.</summary>
    public void Style(string css)
    {
        if (css.AsSpan().IndexOfAny('<', '>', '&') >= 0)
        {
            throw new InvalidOperationException("The style sheet of a page may not hold <, > or &.");
        }

        _xml.WriteStartElement("style");
        _xml.WriteRaw(css);
        _xml.WriteFullEndElement();
    }

    /// <inheritdoc/>
    public void Dispose() => _xml.Dispose();

    private void Start(string name, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        // A line an element, for people who compare two versions of a published page.
        if (name is "meta" or "body" or "section" or "tr" or "table" or "li")
        {
            _xml.WriteRaw("\n");
        }

        _xml.WriteStartElement(name);
        foreach (var (attribute, value) in attributes)
        {
            if (value is not null)
            {
                _xml.WriteAttributeString(attribute, PlainText.Of(value));
            }
        }
    }

    /// <summary>An open element.</summary>
    internal readonly struct Scope(XmlWriter xml) : IDisposable
    {
        /// <summary>Closes it, with an end tag also where it is empty: a browser would take <c>&lt;td/&gt;</c> for an open one.</summary>
        public void Dispose() => xml.WriteFullEndElement();
    }
}
