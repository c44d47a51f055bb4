using System.Globalization;

namespace Linkage.Governance.Documents;

/// <summary>
/// A configuration file that cannot be accepted. The message names the file, the line and the key, and says what to do;
/// it quotes a key or a value only when that is a short plain word, so that a data file given by mistake is not repeated.
/// The command line ends with exit code 3.
/// </summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="file">The file as the user named it.</param>
    /// <param name="line">Line in the file, from 1; null when the whole file is meant.</param>
    /// <param name="key">Path of the key, as in <c>joins[2].left</c>; null when no key is meant.</param>
    /// <param name="message">What is wrong and what to do, as one sentence or two.</param>
    public ConfigurationException(string file, int? line, string? key, string message)
        : this(file, line, key, message, null)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    /// <param name="file">The file as the user named it.</param>
    /// <param name="line">Line in the file, from 1; null when the whole file is meant.</param>
    /// <param name="key">Path of the key, as in <c>joins[2].left</c>; null when no key is meant.</param>
    /// <param name="message">What is wrong and what to do, as one sentence or two.</param>
    /// <param name="innerException">The cause, or null.</param>
    public ConfigurationException(string file, int? line, string? key, string message, Exception? innerException)
        : base(Compose(file, line, key, message), innerException)
    {
        File = file;
        Line = line;
        Key = key;
        Problem = message;
    }

    /// <summary>The file as the user named it.</summary>
    public string File { get; }

    /// <summary>Line in the file, from 1; null when the whole file is meant.</summary>
    public int? Line { get; }

    /// <summary>Path of the key, as in <c>joins[2].left</c>; null when no key is meant.</summary>
    public string? Key { get; }

    /// <summary>What is wrong and what to do, without file, line and key.</summary>
    public string Problem { get; }

    private static string Compose(string file, int? line, string? key, string message)
    {
        var place = line is { } number ? string.Create(CultureInfo.InvariantCulture, $"{file}, line {number}") : file;
        return string.IsNullOrEmpty(key) ? $"{place}: {message}" : $"{place}, key {key}: {message}";
    }
}
