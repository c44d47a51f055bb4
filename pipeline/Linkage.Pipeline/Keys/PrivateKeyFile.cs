using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Keys;

/// <summary>Reads key files that nobody but their owner could have read or written.</summary>
internal static class PrivateKeyFile
{
    // No key file is longer; a bigger file is something else given by mistake.
    private const int LongestFile = 16 * 1024;

    /// <summary>The bytes of a file; the caller clears them.</summary>
    /// <exception cref="KeyVaultException">It is missing, a link, open to others, empty, too long, or cannot be read.</exception>
    public static byte[] Read(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null)
        {
            throw new KeyVaultException(path, "is a symbolic link", "Put the key file itself there.");
        }

        if (!file.Exists)
        {
            throw new KeyVaultException(path, "is missing", "Restore it from its backup; for a new workspace run: linkage keys init");
        }

        RequirePrivateFolder(file.DirectoryName!);
        try
        {
            // The rights are read from the open file, so that a swap between check and reading changes nothing.
            using var handle = File.OpenHandle(path);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(handle) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
            {
                throw new KeyVaultException(path, "can be read by others than its owner", $"Run: chmod 600 {path} and, if others could have read it, rotate the key.");
            }

            var length = RandomAccess.GetLength(handle);
            if (length is 0 or > LongestFile)
            {
                throw new KeyVaultException(path, "is empty or too long for a key file", "Restore it from its backup.");
            }

            var bytes = new byte[length];
            var read = RandomAccess.Read(handle, bytes, 0);
            return read == length ? bytes : throw new KeyVaultException(path, "changed while it was read", "Run again.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new KeyVaultException(path, "cannot be read by this account", "Run as the owner of the key folder.");
        }
    }

    /// <summary>Holds a key folder to being its owner's alone.</summary>
    /// <exception cref="KeyVaultException">Others may enter it.</exception>
    public static void RequirePrivateFolder(string folder)
    {
        if (PrivateFolder.IsOpenToOthers(folder))
        {
            throw new KeyVaultException(folder, "can be entered by others than its owner", $"Run: chmod 700 {folder}");
        }
    }
}
