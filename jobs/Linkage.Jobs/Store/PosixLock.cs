using System.Runtime.InteropServices;
using Linkage.Jobs.Commands;
using Microsoft.Win32.SafeHandles;

namespace Linkage.Jobs.Store;

/// <summary>
/// flock(2) of Linux and macOS, asked of the system itself. The file API of .NET takes the same lock, but not where a variable of the environment
/// (<c>DOTNET_SYSTEM_IO_DISABLEFILELOCKING</c>) says no, and not where the file system answers with an error: it then goes on without one.
/// </summary>
internal static partial class PosixLock
{
    private const int ReadOnly = 0;
    private const int ReadWrite = 2;
    private const int LockShared = 1;
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;
    private const int NoEntry = 2;
    private const int Interrupted = 4;
    private const int NoAccess = 13;
    private const int NotAFolder = 20;

    // A child process must not inherit the file: the lock would outlive this process in it.
    private static readonly int CloseOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    // EWOULDBLOCK.
    private static readonly int Held = OperatingSystem.IsMacOS() ? 35 : 11;

    /// <summary>Opens a file that is there, without any lock. Null when it is not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Also for writing.</param>
    /// <exception cref="UnauthorizedAccessException">This account may not.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    internal static SafeFileHandle? TryOpen(string path, bool write)
    {
        int descriptor;
        int error;
        do
        {
            descriptor = Open(path, (write ? ReadWrite : ReadOnly) | CloseOnExec);
            error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
        while (error == Interrupted);

        return error switch
        {
            0 => new SafeFileHandle(descriptor, ownsHandle: true),
            NoEntry or NotAFolder => null,
            NoAccess => throw new UnauthorizedAccessException($"{path} may not be opened by this account."),
            _ => throw new IOException($"{path} cannot be opened (errno {error}).", error),
        };
    }

    /// <summary>Takes a lock on an open file at once or not at all. It falls when the last handle on this opening is closed, <c>kill -9</c> included.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="path">Its path, for the message.</param>
    /// <param name="exclusive">Against everyone; otherwise only against those who want it exclusively.</param>
    /// <returns>False when another opening of the file holds it.</returns>
    /// <exception cref="ProblemException">The file system gives no locks.</exception>
    internal static bool TryLock(SafeFileHandle file, string path, bool exclusive)
    {
        int error;
        do
        {
            error = Flock(file, (exclusive ? LockExclusive : LockShared) | LockNonBlocking) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        while (error == Interrupted);

        return error switch
        {
            0 => true,
            _ when error == Held => false,
            _ => throw ProblemException.BadConfiguration(
                "WORKSPACE_NOT_LOCKABLE",
                $"The file system of the workspace gives no locks (errno {error}), so two processes could work in it at once.",
                path,
                "Put the workspace on a local disk, or on shared storage mounted with locks."),
        };
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Flock(SafeFileHandle file, int operation);
}
