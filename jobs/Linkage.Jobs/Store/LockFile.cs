using Linkage.Pipeline.Zones;
using Microsoft.Win32.SafeHandles;

namespace Linkage.Jobs.Store;

/// <summary>
/// A file held under an exclusive lock of the operating system, with the holder's mark in it.
/// <para>
/// A lock belongs to the file, not to its path: who deletes or replaces the file lets another process lock a new one. So the mark is read back
/// <em>through the path</em>, right after locking and whenever <see cref="IsStillHeld"/> is asked. A holder begins work only after it read its own mark there,
/// and each holder writes another mark; the one whose mark stands at the path is therefore the last who came, and everyone else finds out.
/// This asks more than whether handle and path name the same inode, and needs neither the layout of <c>stat</c>, which differs by system and processor,
/// nor <c>/proc</c>; it also finds a second holder on storage whose locks do not reach every machine.
/// </para>
/// </summary>
internal sealed class LockFile : IDisposable
{
    // A sharing violation: the lock of Windows is the opening itself, under which the file can be neither deleted nor replaced.
    private const int SharingViolation = unchecked((int)0x80070020);

    // EEXIST of Linux and of macOS; on Windows opening makes the file.
    private const int AlreadyThere = 17;

    private readonly SafeFileHandle _handle;
    private readonly string _path;
    private readonly byte[] _mark;

    private LockFile(SafeFileHandle handle, string path, LockMark mark)
    {
        _handle = handle;
        _path = path;
        Mark = mark;
        _mark = mark.ToBytes();
    }

    /// <summary>What this holder wrote.</summary>
    public LockMark Mark { get; }

    /// <summary>True while the path still leads to this holder's mark. Where that cannot be read the answer is no.</summary>
    public bool IsStillHeld => !_handle.IsClosed && (OperatingSystem.IsWindows() || Read(_path).AsSpan().SequenceEqual(_mark));

    /// <summary>Takes the lock, making the file (owner-only) where it is missing. Null when another holds it, or the file went while it was taken: try again.</summary>
    /// <param name="path">The file, in a folder that is there.</param>
    /// <param name="clock">The clock of the machine.</param>
    /// <exception cref="Commands.ProblemException">The file system gives no locks.</exception>
    public static LockFile? TryTake(string path, TimeProvider clock)
    {
        var handle = TryLock(path);
        if (handle is null)
        {
            return null;
        }

        try
        {
            var mark = LockMark.After(Read(handle), clock.GetUtcNow());
            var file = new LockFile(handle, path, mark);
            RandomAccess.Write(handle, file._mark, 0);
            RandomAccess.SetLength(handle, file._mark.Length);
            RandomAccess.FlushToDisk(handle);
            if (file.IsStillHeld)
            {
                return file;
            }
        }
        catch
        {
            handle.Dispose();
            throw;
        }

        handle.Dispose();
        return null;
    }

    /// <summary>Whether someone holds the lock. Needs only to read the file, and keeps a taker waiting for no more than a moment.</summary>
    public static bool IsTaken(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            using var free = TryShare(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return free is null;
        }

        using var file = PosixLock.TryOpen(path, write: false);
        return file is not null && !PosixLock.TryLock(file, path, exclusive: false);
    }

    /// <summary>Lets the lock fall. The file stays: were it deleted, a process that is just taking it would hold a file nobody else sees.</summary>
    public void Dispose() => _handle.Dispose();

    private static SafeFileHandle? TryLock(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return TryShare(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }

        Make(path);
        var handle = PosixLock.TryOpen(path, write: true);
        try
        {
            if (handle is not null && PosixLock.TryLock(handle, path, exclusive: true))
            {
                return handle;
            }
        }
        catch
        {
            handle?.Dispose();
            throw;
        }

        handle?.Dispose();
        return null;
    }

    private static void Make(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        try
        {
            PrivateFolder.WriteNewFile(path, []);
        }
        catch (IOException e) when (e.HResult == AlreadyThere || File.Exists(path))
        {
            // Another process made it first; it may even be gone again, which locking finds out.
        }
    }

    private static SafeFileHandle? TryShare(string path, FileMode mode, FileAccess access, FileShare share)
    {
        try
        {
            return File.OpenHandle(path, mode, access, share);
        }
        catch (IOException e) when (e.HResult == SharingViolation)
        {
            return null;
        }
    }

    private static byte[] Read(string path)
    {
        try
        {
            using var file = PosixLock.TryOpen(path, write: false);
            return file is null ? [] : Read(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // One byte more than a mark, so that a longer file is not taken for one.
    private static byte[] Read(SafeFileHandle file)
    {
        var bytes = new byte[LockMark.Length + 1];
        return bytes[..RandomAccess.Read(file, bytes, 0)];
    }
}
