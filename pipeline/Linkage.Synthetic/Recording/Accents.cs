using System.Text;

namespace Linkage.Synthetic.Recording;

/// <summary>What becomes of letters outside ASCII on their way through other systems.</summary>
internal static class Accents
{
    private const string Accented = "ÁÀÂÄĂÅĄáàâäăåąÇĆČçćčĐđÉÈÊËĘÉéèêëęÍÌÎÏíìîïŁłŃÑńñÓÒÔÖóòôöŚŠŞȘśšşșŢȚţțÚÙÛÜúùûüÝŸŶýÿŷŹŻŽźżž’";
    private const string Plain = "AAAAAAAaaaaaaaCCCcccDdEEEEEEeeeeeIIIIiiiiLlNNnnOOOOooooSSSSssssTTttUUUUuuuuYYYyyyZZZzzz'";

    // Windows-1252 in the range where it departs from Latin-1; U+FFFD where the code page has nothing.
    private const string Upper1252 =
        "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F" +
        "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    /// <summary>True if the text holds anything outside ASCII.</summary>
    public static bool Has(string text) => !Ascii.IsValid(text);

    /// <summary>The nearest ASCII letter, or the character itself if there is none.</summary>
    public static char Fold(char letter)
    {
        if (letter < 128)
        {
            return letter;
        }

        var at = Accented.IndexOf(letter, StringComparison.Ordinal);
        return at < 0 ? letter : Plain[at];
    }

    /// <summary>The text without its accents.</summary>
    public static string Folded(string text) => Has(text) ? string.Create(text.Length, text, (to, from) =>
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = Fold(from[i]);
        }
    }) : text;

    /// <summary>The text's UTF-8 bytes read as Windows-1252: what an import with the wrong code page leaves behind.</summary>
    public static string Mojibake(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return string.Create(bytes.Length, bytes, (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = Decode1252(from[i]);
            }
        });
    }

    /// <summary>The byte of a character in Windows-1252, or -1.</summary>
    public static int Encode1252(char letter)
    {
        if (letter is < '\u0080' or (>= '\u00A0' and <= '\u00FF'))
        {
            return letter;
        }

        var at = Upper1252.IndexOf(letter, StringComparison.Ordinal);
        return at < 0 ? -1 : 0x80 + at;
    }

    private static char Decode1252(byte value) => value is >= 0x80 and < 0xA0 ? Upper1252[value - 0x80] : (char)value;
}
