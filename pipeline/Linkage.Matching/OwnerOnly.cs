namespace Linkage.Matching;

/// <summary>Folders and files that only their owner may read (0700 and 0600; on Windows what the folder inherits).</summary>
internal static class OwnerOnly
{
    private const UnixFileMode FileMode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode700 = FileMode600 | UnixFileMode.UserExecute;
    private const UnixFileMode Others = (UnixFileMode)0b000_111_111;

    /// <summary>Makes a folder that is not there yet.</summary>
    internal static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, FolderMode700);
    }

    /// <summary>Opens a folder for personal data: makes it for its owner only, or makes sure that others may not enter the one that is there.</summary>
    /// <exception cref="MatchingInputException">Others may enter it.</exception>
    internal static void OpenFolder(string path)
    {
        if (Directory.Exists(path) && IsOpenToOthers(path))
        {
            throw new MatchingInputException("Others may enter the folder, which will hold personal data.", path, "Name a new folder, or take their rights first (chmod 700).");
        }

        CreateFolder(path);
    }

    /// <summary>Deletes a folder with all that is in it. One that is not there, or that DuckDB deletes at the same time as it closes, is deleted.</summary>
    internal static void DeleteFolder(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // What was wanted.
        }
    }

    /// <summary>True when group or others have any right to a file or folder.</summary>
    internal static bool IsOpenToOthers(string path) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0;

    /// <summary>Takes the rights of group and others from a file.</summary>
    internal static void Close(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, FileMode600);
        }
    }

    /// <summary>Writes a whole new file or nothing: a temporary neighbour, flushed, then renamed.</summary>
    /// <exception cref="IOException">The file is there, or cannot be written.</exception>
    internal static void WriteNew(string path, ReadOnlySpan<byte> bytes)
    {
        var temporary = path + ".tmp";
        try
        {
            // One that is there, of another mode or a link to elsewhere, is not written into.
            File.Delete(temporary);
            using (var stream = Open(temporary, FileMode.CreateNew, FileShare.None))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: false);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes a whole file or leaves the one that is there. A link in its place is replaced, and what it leads to stays as it was.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    internal static void Replace(string path, byte[] bytes) => Replace(path, stream => stream.Write(bytes));

    /// <inheritdoc cref="Replace(string, byte[])"/>
    internal static void Replace(string path, Action<Stream> write)
    {
        var temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var stream = Open(temporary, FileMode.CreateNew, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Opens a file for reading and writing; one that is made is owner-only.</summary>
    internal static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileMode600;
        }

        return new FileStream(path, options);
    }
}
