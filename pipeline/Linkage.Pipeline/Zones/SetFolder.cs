namespace Linkage.Pipeline.Zones;

/// <summary>What one folder of a published set may look like: plain files beside each other, under plain names.</summary>
internal static class SetFolder
{
    // Longest part of a flattened name, so that the whole stays under the 255 bytes a file system allows.
    private const int LongestLabel = 160;

    private const int AccessDenied = 13;

    /// <summary>The names of everything in the folder, files, folders and links, in ordinal order.</summary>
    internal static IReadOnlyList<string> Entries(string folder) =>
        [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal)];

    /// <summary>True for a regular file directly in the folder; false for a link, a folder, a missing file or a name with a path in it.</summary>
    internal static bool IsPlainFile(string folder, string name)
    {
        if (!IsPlainName(name))
        {
            return false;
        }

        var file = new FileInfo(Path.Combine(folder, name));
        return file.Exists && file.LinkTarget is null;
    }

    /// <summary>True for a name that is one step of a path on every platform: not empty, no separator, no leading dot.</summary>
    internal static bool IsPlainName(string name) =>
        name.Length is > 0 and <= 200 && System.Text.Encoding.UTF8.GetByteCount(name) <= 240 && name[0] != '.' && name.AsSpan().IndexOfAny("/\\:") < 0 && !name.Any(char.IsControl);

    /// <summary>Whether a folder directly in a zone is one for sets: not staging, not what a probe left, and not what the file system of a mount has for itself.</summary>
    internal static bool HoldsSets(string folder) => Path.GetFileName(folder) is var name && !name.StartsWith('.') && name is not ("lost+found" or "System Volume Information");

    /// <summary>A path as one file name, cut from the left to a length every file system takes.</summary>
    internal static string Flatten(string path)
    {
        var flat = path.Replace('/', '~').Replace(Path.DirectorySeparatorChar, '~');
        return flat.Length <= LongestLabel ? flat : flat[^LongestLabel..];
    }

    /// <summary>Renames a folder and forces both parents' entries to disk.</summary>
    /// <exception cref="IOException">The target is there, or lies on another file system.</exception>
    internal static void Rename(string source, string target)
    {
        try
        {
            Directory.Move(source, target);
        }
        catch (IOException error) when (error.HResult == AccessDenied)
        {
            // The runtime names the folder that was to move, but it is the one it was to move to that is closed.
            throw new IOException($"A folder cannot be moved to '{target}'", AccessDenied);
        }

        PrivateFolder.FlushFolder(Path.GetDirectoryName(target)!);
        PrivateFolder.FlushFolder(Path.GetDirectoryName(source)!);
    }

    /// <summary>Gives a folder the time of this moment, by the clock of its file system.</summary>
    internal static void Touch(string folder)
    {
        var path = Path.Combine(folder, ".moved");
        File.WriteAllBytes(path, []);
        File.Delete(path);
    }

    /// <summary>Renames a folder; false when it went by itself first.</summary>
    internal static bool TryRename(string folder, string target)
    {
        try
        {
            Directory.Move(folder, target);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Leaves a published file to its owner to read, and to nobody to write. Does nothing on Windows.</summary>
    internal static void MakeReadOnly(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead);
        }
    }
}
