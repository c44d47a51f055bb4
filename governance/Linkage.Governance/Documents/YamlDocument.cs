using System.Buffers;
using System.Text;
using YamlDotNet.Core;

namespace Linkage.Governance.Documents;

/// <summary>
/// A strict reader of one configuration file. It takes a plain subset of YAML: one document, mappings, lists and scalars.
/// Anchors, aliases, tags, duplicate keys, several documents, text that is not UTF-8, and files over <see cref="MaximumBytes"/> are refused,
/// because each of them lets a file mean something else than a reviewer reads.
/// </summary>
public sealed class YamlDocument
{
    /// <summary>Largest file read, in bytes: 1 MiB.</summary>
    public const int MaximumBytes = 1024 * 1024;

    private static readonly SearchValues<char> Hidden = SearchValues.Create(
    [
        .. Enumerable.Range(0, 0xA0).Select(unit => (char)unit).Where(unit => char.IsControl(unit) && unit is not ('\t' or '\n' or '\r')),
        '\u061C', '\u200E', '\u200F', '\u2028', '\u2029', .. "\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069",
    ]);

    private YamlDocument(string file, string text, YamlNode root)
    {
        File = file;
        Text = text;
        Root = root;
    }

    /// <summary>The file as the user named it.</summary>
    public string File { get; }

    /// <summary>The text of the file, without a byte order mark.</summary>
    public string Text { get; }

    /// <summary>The outermost value.</summary>
    public YamlNode Root { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path; used as it is in messages.</param>
    /// <exception cref="ConfigurationException">The file is missing, cannot be read, is empty or too large, or is not plain YAML.</exception>
    public static YamlDocument Load(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length > MaximumBytes)
            {
                throw new ConfigurationException(path, null, null, $"the file is larger than {MaximumBytes} bytes; split it or check that it is the file you meant.");
            }

            var buffer = new byte[MaximumBytes + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length > MaximumBytes
                ? throw new ConfigurationException(path, null, null, $"the file is larger than {MaximumBytes} bytes; split it or check that it is the file you meant.")
                : Parse(Decode(buffer.AsSpan(0, length), path), path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConfigurationException(path, null, null, "there is no such file; check the path.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ConfigurationException(path, null, null, "the file cannot be read; check that it is a file and that you may read it.", exception);
        }
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="file">The file name for messages.</param>
    /// <exception cref="ConfigurationException">The text is empty or not plain YAML.</exception>
    public static YamlDocument Parse(string text, string file)
    {
        if (FirstHiddenLine(text) is { } hidden)
        {
            throw new ConfigurationException(file, hidden, null, "this line holds a character that is not seen, or that shows a reader another text than is read (a control, line-separator or direction character); take it out.");
        }

        try
        {
            return new YamlDocument(file, text, new YamlTree(file, new Parser(new StringReader(text))).Build());
        }
        catch (YamlException exception)
        {
            // The parser's own message may repeat text of the file, so only the place is passed on.
            if (FirstTabbedLine(text) is { } tabbed)
            {
                throw new ConfigurationException(file, tabbed, null, "this line is indented with a tab; use spaces.", exception);
            }

            throw new ConfigurationException(
                file,
                LineOf(exception.Start),
                null,
                "this is not YAML that can be read; check indentation, colons, brackets, and quotes around values that hold ': ' or ' #'.",
                exception);
        }
    }

    /// <summary>Reads the file as a mapping with known keys, and refuses every other key.</summary>
    /// <typeparam name="T">What the file becomes.</typeparam>
    /// <param name="read">Reads the mapping.</param>
    /// <exception cref="ConfigurationException">The file is not a mapping, or a key is missing, unknown or refused.</exception>
    public T Read<T>(Func<YamlMapping, T> read) => Root.AsMap(read);

    /// <summary>
    /// The text without one outermost key and what belongs to it, for a hash over all else. A text that never had the key is the same text,
    /// as long as the blank lines after the key's last line were added with it.
    /// </summary>
    /// <param name="key">The key. Where the file does not have it, this is the whole text.</param>
    /// <exception cref="ConfigurationException">The key does not stand on lines of its own, so that it cannot be told from the rest.</exception>
    public string TextWithout(string key) => YamlSection.Without(this, key);

    private static int? FirstTabbedLine(string text)
    {
        var line = Array.FindIndex(text.Split('\n'), written => written.AsSpan(0, written.Length - written.AsSpan().TrimStart().Length).Contains('\t'));
        return line < 0 ? null : line + 1;
    }

    // Tab and line ends aside: controls, next line, line and paragraph separators, and what turns the direction of text.
    private static int? FirstHiddenLine(string text)
    {
        var at = text.AsSpan().IndexOfAny(Hidden);
        return at < 0 ? null : text.AsSpan(0, at).Count('\n') + 1;
    }

    private static int? LineOf(Mark mark) => mark.Line > 0 && mark.Line < int.MaxValue ? (int)mark.Line : null;

    private static string Decode(ReadOnlySpan<byte> bytes, string path)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException exception)
        {
            throw new ConfigurationException(path, null, null, "the file is not UTF-8 text; save it as UTF-8.", exception);
        }
    }
}
