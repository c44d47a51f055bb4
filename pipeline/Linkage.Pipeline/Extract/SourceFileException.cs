using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Extract;

/// <summary>A source file that is there but cannot be opened now: held by another process, closed to this account, or no plain file. Names the file, and no value from it.</summary>
public sealed class SourceFileException : IOException
{
    // EWOULDBLOCK of Linux and of macOS, and a sharing violation of Windows.
    private static readonly int[] Held = [11, 35, unchecked((int)0x80070020)];

    private SourceFileException(string path, bool isBusy, Exception? cause)
        : base(isBusy ? "A source file is in use by another process." : cause is null ? "A source file is no plain file." : "A source file may not be read by this account.", cause) =>
        (Path, IsBusy, IsPlain) = (path, isBusy, cause is not null);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>True when another process holds it, which passes; false when this account may not read it.</summary>
    public bool IsBusy { get; }

    /// <summary>False when it is a pipe, a device, or a link where none is followed, and was not opened.</summary>
    public bool IsPlain { get; }

    /// <summary>Opens a source file to be read from start to end.</summary>
    /// <exception cref="SourceFileException">It is in use, closed to this account, or no plain file.</exception>
    internal static FileStream Open(string path, bool followLinks)
    {
        try
        {
            return PlainFile.TryOpen(path, followLinks) ?? throw new SourceFileException(path, isBusy: false, null);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new SourceFileException(path, isBusy: false, denied);
        }
        catch (IOException held) when (Held.Contains(held.HResult))
        {
            throw new SourceFileException(path, isBusy: true, held);
        }
    }
}
