using System.Runtime.InteropServices;

namespace Linkage.Matching.Files;

/// <summary>
/// A folder for copies and spilled data below the system's temporary folder, for its owner only. It holds a locked file while its process lives, so that the
/// next run knows, and sweeps, what a killed one left: personal data that nobody else would delete.
/// </summary>
internal sealed class ScratchFolder : IDisposable
{
    /// <summary>The file that is locked while the folder is in use.</summary>
    internal const string LockFile = ".lock";

    private static readonly string[] Purposes = ["link", "review", "sheet", "labels"];

    /// <summary>What has no lock file was made a moment ago, or by a version that locked none: it is left alone this long, in case that still runs.</summary>
    private static readonly TimeSpan Unlocked = TimeSpan.FromDays(1);

    private readonly FileStream _lock;

    private ScratchFolder(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    /// <summary>The folder.</summary>
    internal string Path { get; }

    /// <summary>Sweeps what killed runs left, and makes a folder.</summary>
    /// <param name="purpose">What it is for: link, review, sheet or labels.</param>
    internal static ScratchFolder Make(string purpose)
    {
        Sweep();
        for (var attempt = 1; ; attempt++)
        {
            var path = Directory.CreateTempSubdirectory($"linkage-{purpose}-").FullName;
            try
            {
                return new ScratchFolder(path, OwnerOnly.Open(System.IO.Path.Combine(path, LockFile), FileMode.CreateNew, FileShare.None));
            }
            catch (IOException) when (attempt < 5)
            {
                // Another run swept it between the making of the lock file and its locking.
                OwnerOnly.DeleteFolder(path);
            }
        }
    }

    /// <summary>Deletes this user's folders that no process has locked.</summary>
    internal static void Sweep()
    {
        foreach (var folder in Purposes.SelectMany(p => Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), $"linkage-{p}-*")))
        {
            try
            {
                SweepOne(folder);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // In use, gone, or another user's.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (OperatingSystem.IsWindows())
        {
            _lock.Dispose();
        }

        OwnerOnly.DeleteFolder(Path);
        _lock.Dispose();
    }

    private static void SweepOne(string folder)
    {
        if (new DirectoryInfo(folder).LinkTarget is not null || !IsMine(folder))
        {
            return;
        }

        var lockPath = System.IO.Path.Combine(folder, LockFile);
        if (!File.Exists(lockPath))
        {
            if (TimeProvider.System.GetUtcNow() - Directory.GetLastWriteTimeUtc(folder) > Unlocked)
            {
                OwnerOnly.DeleteFolder(folder);
            }

            return;
        }

        using var taken = new FileStream(lockPath, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        if (OperatingSystem.IsWindows())
        {
            taken.Dispose();
        }

        OwnerOnly.DeleteFolder(folder);
    }

    /// <summary>
    /// True when this user owns the folder. The temporary folder is everybody's: a folder of this name may be another user's trap for an account that may
    /// delete anything. On Windows each user has one of their own; on other systems than Linux nothing is swept.
    /// </summary>
    private static bool IsMine(string folder)
    {
        const int Here = -100;
        const int NoFollow = 0x100;
        const uint Owner = 8;
        if (!OperatingSystem.IsLinux())
        {
            return OperatingSystem.IsWindows();
        }

        // struct statx is the same on every architecture: 256 bytes, the owner's id at 20.
        var found = new byte[256];
        return NativeMethods.Statx(Here, folder, NoFollow, Owner, found) == 0
            && MemoryMarshal.Read<uint>(found.AsSpan(20)) == NativeMethods.EffectiveUser();
    }

    private static partial class NativeMethods
    {
        [DllImport("libc", EntryPoint = "statx", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [In, Out] byte[] found);

        [DllImport("libc", EntryPoint = "geteuid")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern uint EffectiveUser();
    }
}
