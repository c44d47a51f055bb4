using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Linkage.Pipeline.Zones;

/// <summary>Opens a file that somebody else put there. A pipe without a writer would be waited for without end, and a device may do anything: neither is opened.</summary>
internal static class PlainFile
{
    private const int NotPermitted = 1, NoEntry = 2, Interrupted = 4, NoDevice = 6, NoAccess = 13, NotAFolder = 20, IsALink = 40;

    /// <summary>Opens it to be read from start to end; others may read it meanwhile.</summary>
    /// <param name="path">The file.</param>
    /// <param name="followLinks">Whether a link is followed; where it is not, a link is no plain file.</param>
    /// <returns>The file; null where something lies there that is no plain file.</returns>
    /// <exception cref="UnauthorizedAccessException">This account may not.</exception>
    /// <exception cref="IOException">It is not there, is in use, or cannot be opened.</exception>
    internal static FileStream? TryOpen(string path, bool followLinks)
    {
        if (!PrivateFolder.IsPlainFile(path, followLinks))
        {
            return Path.Exists(path) ? null : throw new FileNotFoundException("A file is not there.", path);
        }

        return OperatingSystem.IsLinux() ? OpenChecked(path, followLinks) : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
    }

    // Something else may lie there by now: what is opened is looked at again, and opening it waits for nobody.
    private static FileStream? OpenChecked(string path, bool followLinks)
    {
        const int closeOnExec = 0x80000, doNotWait = 0x800, lockShared = 1, lockAtOnce = 4, wouldBlock = 11;
        var doNotFollow = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;
        int descriptor;
        int error;
        do
        {
            descriptor = NativeMethods.Open(path, closeOnExec | doNotWait | (followLinks ? 0 : doNotFollow));
            error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
        while (error == Interrupted);

        switch (error)
        {
            case 0: break;
            case IsALink or NoDevice: return null;
            case NoEntry or NotAFolder: throw new FileNotFoundException("A file is not there.", path);
            case NotPermitted or NoAccess: throw new UnauthorizedAccessException("A file may not be read by this account.");
            default: throw new IOException("A file cannot be opened.", error);
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (!IsPlain(handle))
        {
            handle.Dispose();
            return null;
        }

        // The lock that a FileStream takes for itself, where the file system gives one.
        if (NativeMethods.Lock(handle, lockShared | lockAtOnce) != 0 && Marshal.GetLastPInvokeError() == wouldBlock)
        {
            handle.Dispose();
            throw new IOException("A file is in use by another process.", wouldBlock);
        }

        return new FileStream(handle, FileAccess.Read, 0);
    }

    private static bool IsPlain(SafeFileHandle handle)
    {
        const int itself = 0x1000, type = 0x1, sizeOfStatx = 256;
        var status = new byte[sizeOfStatx];
        return NativeMethods.Statx(handle, string.Empty, itself, type, status) == 0 && PrivateFolder.IsPlain(status);
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "flock", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int Lock(SafeFileHandle file, int operation);

        [DllImport("libc", EntryPoint = "statx", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int Statx(SafeFileHandle file, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] status);
    }
}
