using System.Buffers;

namespace Linkage.Jobs.Reporting;

/// <summary>A text as one word of a shell command, so that a printed command can be copied as it is.</summary>
internal static class ShellWord
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:=@%+,~\\");

    /// <summary>The text itself where a shell takes it as it is, else within single quotes (double quotes on Windows, where no path holds one).</summary>
    public static string Of(string text) =>
        text.Length > 0 && !text.StartsWith('~') && !text.AsSpan().ContainsAnyExcept(Plain) && (OperatingSystem.IsWindows() || !text.Contains('\\', StringComparison.Ordinal)) ? text
        : OperatingSystem.IsWindows() ? $"\"{text}\""
        : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
