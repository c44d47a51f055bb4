using System.Globalization;

namespace Linkage.Matching.Settings;

/// <summary>Reads small files that a user names: a path to a device, a pipe or something huge must not hold the run up or take its memory.</summary>
internal static class PlainFile
{
    /// <summary>Most bytes that are read; the largest model that can be is some kilobytes.</summary>
    internal const int MostBytes = 16 << 20;

    /// <summary>The bytes of a regular file that is not empty, of at most <see cref="MostBytes"/>.</summary>
    /// <param name="path">The file, or a link to it.</param>
    /// <param name="what">What it should be, for the message: "model".</param>
    /// <exception cref="MatchingInputException">It is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static byte[] Read(string path, string what)
    {
        // Devices, pipes and what the system makes up have no length. They are told by it before they are opened, for opening a pipe waits for its writer.
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        var length = new FileInfo(target).Length;
        if (length == 0)
        {
            throw new MatchingInputException($"The {what} is empty, or no regular file.", path, "Give a file on a disk; write what a pipe or a device gives to a file first.");
        }

        using var stream = new FileStream(target, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var bytes = new byte[Math.Min(length, MostBytes) + 1];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read < bytes.Length
            ? bytes[..read]
            : throw new MatchingInputException(
                length > MostBytes
                    ? string.Create(CultureInfo.InvariantCulture, $"The file is of {length:N0} bytes; a {what} is of at most {MostBytes:N0}.")
                    : "The file grew while it was read.",
                path,
                $"Check that the path leads to a {what}.");
    }
}
