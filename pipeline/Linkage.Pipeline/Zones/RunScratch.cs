using Linkage.Matching.Duck;

namespace Linkage.Pipeline.Zones;

/// <summary>
/// A run's private scratch: one owner-only folder for spilled blocks and short-lived files, named after the run and removed at the end.
/// What a killed run left behind is swept when the next one begins.
/// </summary>
public sealed class RunScratch : IDisposable
{
    private readonly int _threads;
    private readonly int _memoryLimitMib;

    private RunScratch(string folder, int threads, int memoryLimitMib)
    {
        Folder = folder;
        _threads = threads;
        _memoryLimitMib = memoryLimitMib;
    }

    /// <summary>Absolute path of the folder.</summary>
    public string Folder { get; }

    /// <summary>Removes the scratch of every earlier run. Call only while holding the workspace lock, and before opening scratch.</summary>
    /// <param name="root">The workspace's scratch folder.</param>
    /// <param name="fence">Asked before each folder goes.</param>
    /// <exception cref="WorkspaceLostException">The fence said no; what is left stays.</exception>
    public static void Sweep(string root, IPublicationFence fence)
    {
        foreach (var leftover in Directory.Exists(root) ? Directory.GetDirectories(root) : [])
        {
            WorkspaceLostException.ThrowIfLost(fence, "wiping the scratch of earlier runs");
            SetFolder.RemoveAtOnce(leftover, Path.Combine(root, $"swept~{Path.GetRandomFileName()}"));
        }
    }

    /// <summary>Opens scratch for one run, empty.</summary>
    /// <param name="root">The workspace's scratch folder.</param>
    /// <param name="name">The run's name.</param>
    /// <param name="threads">Threads of sessions opened here; 0 takes every core.</param>
    /// <param name="memoryLimitMib">Memory limit of sessions opened here, in MiB.</param>
    public static RunScratch Open(string root, string name, int threads, int memoryLimitMib)
    {
        var folder = Path.Combine(root, name);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        PrivateFolder.Create(folder);
        return new RunScratch(folder, threads, memoryLimitMib);
    }

    /// <summary>Options for a DuckDB session that spills here and keeps to the run's limits.</summary>
    public DuckOptions Session() => new()
    {
        Threads = _threads,
        MemoryLimitMib = _memoryLimitMib,
        SpillDirectory = Path.Combine(Folder, "spill"),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
