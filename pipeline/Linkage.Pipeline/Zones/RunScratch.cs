using System.Security.Cryptography;
using System.Text;
using Linkage.Matching.Duck;

namespace Linkage.Pipeline.Zones;

/// <summary>
/// A run's private scratch: one owner-only folder for everything that is plain while the run works, in memory where there is some with room for it, and one for
/// spilled blocks on disk. Both are named after the run and wiped at its end. What a killed run left behind is swept when the next one begins.
/// </summary>
public sealed class RunScratch : IDisposable
{
    /// <summary>Where Linux offers storage in memory.</summary>
    public const string MemoryRoot = "/dev/shm";

    // The received files, their normalised copies, typed rows, identity files and the tables of a release, and as much again.
    private const int RoomForEachByte = 6;

    private const long LeastRoom = 64L << 20;

    private const string MemoryFormat = "tmpfs";

    private readonly string _disk;
    private readonly int _threads;
    private readonly int _memoryLimitMib;

    private RunScratch(string folder, string disk, int threads, int memoryLimitMib)
    {
        Folder = folder;
        _disk = disk;
        _threads = threads;
        _memoryLimitMib = memoryLimitMib;
    }

    /// <summary>Absolute path of the folder.</summary>
    public string Folder { get; }

    /// <summary>Whether the folder is in memory, so that nothing plain reaches a disk but what DuckDB spills.</summary>
    public bool IsInMemory => Folder != _disk;

    /// <summary>Wipes the scratch of every earlier run. Call only while holding the workspace lock, and before opening scratch.</summary>
    /// <param name="root">The workspace's scratch folder.</param>
    /// <param name="fence">Asked before each folder goes.</param>
    /// <exception cref="WorkspaceLostException">The fence said no; what is left stays.</exception>
    public static void Sweep(string root, IPublicationFence fence)
    {
        foreach (var leftover in LeftOnDisk(root).Concat(LeftInMemory(root)))
        {
            WorkspaceLostException.ThrowIfLost(fence, "wiping the scratch of earlier runs");

            // Renamed first: should its run still live, fenced out, its folder is there whole or not at all.
            var grave = Path.Combine(Path.GetDirectoryName(leftover)!, $"{PrefixOf(root)}swept~{Path.GetRandomFileName()}");
            if (SetFolder.TryRename(leftover, grave))
            {
                PrivateFolder.WipeFolder(grave);
            }
        }
    }

    /// <summary>Opens scratch for one run, empty.</summary>
    /// <param name="root">The workspace's scratch folder.</param>
    /// <param name="name">The run's name.</param>
    /// <param name="threads">Threads of sessions opened here; 0 takes every core.</param>
    /// <param name="memoryLimitMib">Memory limit of sessions opened here, in MiB.</param>
    /// <param name="sourceBytes">Bytes of the source files that the run reads; null keeps scratch on disk.</param>
    public static RunScratch Open(string root, string name, int threads, int memoryLimitMib, long? sourceBytes = null)
    {
        var disk = Path.Combine(root, name);
        PrivateFolder.WipeFolder(disk);
        PrivateFolder.Create(disk);
        var folder = disk;
        if (sourceBytes is { } bytes && HasRoom(bytes))
        {
            // A name nobody can foresee: who may write beside it cannot have made it first.
            folder = Path.Combine(MemoryRoot, $"{PrefixOf(root)}{name}~{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}");
            try
            {
                PrivateFolder.Create(folder);
            }
            catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
            {
                folder = disk;
            }
        }

        return new RunScratch(folder, disk, threads, memoryLimitMib);
    }

    /// <summary>Options for a DuckDB session that spills to disk and keeps to the run's limits.</summary>
    public DuckOptions Session() => new()
    {
        Threads = _threads,
        MemoryLimitMib = _memoryLimitMib,
        SpillDirectory = SpillFolder,
    };

    /// <summary>Folder for spilled blocks, on disk.</summary>
    public string SpillFolder => Path.Combine(_disk, "spill");

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            PrivateFolder.WipeFolder(Folder);
        }
        finally
        {
            PrivateFolder.WipeFolder(_disk);
        }
    }

    private static bool HasRoom(long sourceBytes)
    {
        var room = LeastRoom + (RoomForEachByte * sourceBytes);
        try
        {
            return OperatingSystem.IsLinux() && new DriveInfo(MemoryRoot) is { DriveFormat: MemoryFormat } drive && drive.AvailableFreeSpace >= room
                && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 >= room;
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string[] LeftOnDisk(string root) => Directory.Exists(root) ? Directory.GetDirectories(root) : [];

    // Anybody may write to this place: what another account put there under our name is none of ours.
    private static string[] LeftInMemory(string root) =>
        Directory.Exists(MemoryRoot) ? [.. Directory.GetDirectories(MemoryRoot, $"{PrefixOf(root)}*").Where(PrivateFolder.IsOwn)] : [];

    // Workspaces of one machine share its memory, and a run may wipe what is its own workspace's only.
    private static string PrefixOf(string root) => $"linkage-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(root))))[..16]}-";
}
