using System.Runtime.InteropServices;

namespace Linkage.Pipeline.Zones;

/// <summary>Folders and files only their owner can read, written so that a crash leaves no half of one.</summary>
public static class PrivateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>
    /// Creates a folder and every missing parent, each so that only its owner may enter, and forces each new entry to disk.
    /// A folder that is there already is left as it is.
    /// </summary>
    /// <exception cref="IOException">A part of the path is a file, or cannot be created.</exception>
    public static void Create(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Directory.Exists(full))
        {
            return;
        }

        var parent = Path.GetDirectoryName(full);
        if (parent is not null)
        {
            Create(parent);
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(full);
            return;
        }

        Directory.CreateDirectory(full, OwnerOnly);
        FlushFolder(parent!);
    }

    /// <summary>Takes every right of group and others from a folder or file that is there already. Does nothing on Windows.</summary>
    public static void CloseToOthers(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var mode = File.GetUnixFileMode(path);
        if ((mode & Others) != 0)
        {
            File.SetUnixFileMode(path, mode & ~Others);
        }
    }

    /// <summary>True when group or others have any right to a folder or file. Always false on Windows, where access lists rule.</summary>
    public static bool IsOpenToOthers(string path) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0;

    /// <summary>Writes a whole file or nothing: a temporary neighbour, flushed, then renamed over the target.</summary>
    public static void WriteAllBytes(string path, ReadOnlySpan<byte> bytes) => Write(path, bytes, overwrite: true);

    /// <summary>Writes a whole new file or nothing, and never over one that is there.</summary>
    /// <exception cref="IOException">The file exists.</exception>
    public static void WriteNewFile(string path, ReadOnlySpan<byte> bytes) => Write(path, bytes, overwrite: false);

    /// <summary>Forces a file's bytes to disk.</summary>
    public static void Flush(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Forces a folder's entries to disk, where the platform can (not on Windows).</summary>
    /// <exception cref="IOException">The folder is not there, or the disk refused.</exception>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = NativeMethods.Open(path, 0);
        if (descriptor < 0)
        {
            throw new IOException($"A folder cannot be opened for flushing: '{path}'", Marshal.GetLastPInvokeError());
        }

        try
        {
            if (NativeMethods.Fsync(descriptor) != 0)
            {
                throw new IOException($"A folder cannot be flushed: '{path}'", Marshal.GetLastPInvokeError());
            }
        }
        finally
        {
            _ = NativeMethods.Close(descriptor);
        }
    }

    /// <summary>
    /// Asks the operating system to rename a folder, and looks at nothing before, so that what is told is what the storage itself answers. Not for Windows.
    /// </summary>
    /// <returns>0, or the number of the system's error (errno).</returns>
    internal static int RenameOutcome(string from, string to) => NativeMethods.Rename(from, to) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>
    /// Writes over a file's bytes, forces that to disk and removes it. A disk that writes elsewhere what is written over, a snapshot or a backup keeps the old bytes all the same; and where
    /// such a disk is full, the file is removed at least.
    /// </summary>
    public static void Wipe(string path)
    {
        try
        {
            Overwrite(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Overwrite(string path)
    {
        // What a link leads to is somebody else's, and a pipe would never be opened.
        if (!IsPlainFile(path, followLinks: false))
        {
            return;
        }

        using var stream = ToOverwrite(path);
        Overwrite(stream);
    }

    private static FileStream ToOverwrite(string path)
    {
        // A published file may be read by its owner and written by nobody.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
    }

    private static void Overwrite(FileStream stream)
    {
        var zeros = new byte[1 << 16];
        for (var left = stream.Length; left > 0; left -= zeros.Length)
        {
            stream.Write(zeros, 0, (int)Math.Min(left, zeros.Length));
        }

        stream.Flush(flushToDisk: true);
    }

    /// <summary>Renames a file over another, forces that to disk, and only then writes over the bytes of the one that lay there: where the renaming fails, that one is as it was.</summary>
    internal static void MoveOver(string from, string to)
    {
        using var former = IsPlainFile(to, followLinks: false) ? ToOverwrite(to) : null;
        File.Move(from, to, overwrite: true);
        FlushFolder(Path.GetDirectoryName(to)!);
        if (former is not null)
        {
            Overwrite(former);
        }
    }

    /// <summary>
    /// Wipes every file of a folder and removes it; one that is gone is no error. A link is removed and what it leads to left alone, the folder itself not excepted.
    /// </summary>
    /// <exception cref="IOException">A file could not be written over, or not be removed; everything else is gone all the same.</exception>
    public static void WipeFolder(string path)
    {
        if (new DirectoryInfo(path) is not { Exists: true } folder)
        {
            return;
        }

        IOException? failure = null;
        if (folder.LinkTarget is null)
        {
            foreach (var entry in folder.EnumerateFileSystemInfos())
            {
                try
                {
                    WipeEntry(entry);
                }
                catch (IOException error)
                {
                    failure ??= error;
                }
            }
        }

        folder.Delete();
        if (failure is not null)
        {
            throw failure;
        }
    }

    private static void WipeEntry(FileSystemInfo entry)
    {
        switch (entry)
        {
            case { LinkTarget: not null }: entry.Delete(); break;
            case DirectoryInfo: WipeFolder(entry.FullName); break;
            default: Wipe(entry.FullName); break;
        }
    }

    /// <summary>Whether a folder, and not a link to one, belongs to this account. False where the platform cannot tell (not Linux).</summary>
    public static bool IsOwn(string path)
    {
        const int owner = 0x8, placeOfOwner = 20;
        return OperatingSystem.IsLinux()
            && new DirectoryInfo(path) is { Exists: true, LinkTarget: null }
            && StatusOf(path, owner) is { } status
            && BitConverter.ToUInt32(status, placeOfOwner) == NativeMethods.EffectiveUser();
    }

    /// <summary>Whether a file is there, and no folder, pipe, socket or device; nor a link, or what it leads to. A file under a second name is one all the same. Nothing is opened.</summary>
    internal static bool IsPlainFile(string path, bool followLinks)
    {
        const int type = 0x1;
        return OperatingSystem.IsLinux()
            ? StatusOf(path, type, followLinks) is { } status && IsPlain(status)
            : new FileInfo(path) is { Exists: true } file && (followLinks || file.LinkTarget is null);
    }

    /// <summary>Whether what statx(2) tells is told of a plain file.</summary>
    internal static bool IsPlain(byte[] status)
    {
        const int placeOfMode = 28, kind = 0xF000, regular = 0x8000;
        return (BitConverter.ToUInt16(status, placeOfMode) & kind) == regular;
    }

    private static byte[]? StatusOf(string path, int wanted, bool followLinks = false)
    {
        const int atWorkingDirectory = -100, doNotFollow = 0x100, sizeOfStatx = 256;
        var status = new byte[sizeOfStatx];
        return NativeMethods.Statx(atWorkingDirectory, path, followLinks ? 0 : doNotFollow, (uint)wanted, status) == 0 ? status : null;
    }

    private static void Write(string path, ReadOnlySpan<byte> bytes, bool overwrite)
    {
        var temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, NewFile(FileAccess.Write)))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>How to open a new file that only its owner can read.</summary>
    internal static FileStreamOptions NewFile(FileAccess access)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = access };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static partial class NativeMethods
    {
        [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int Fsync(int descriptor);

        [DllImport("libc", EntryPoint = "rename", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int Rename([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);

        [DllImport("libc", EntryPoint = "statx", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] status);

        [DllImport("libc", EntryPoint = "geteuid")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern uint EffectiveUser();

        [DllImport("libc", EntryPoint = "close", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int Close(int descriptor);
    }
}
