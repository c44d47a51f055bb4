using Linkage.Matching.Duck;

namespace Linkage.Pipeline.Zones;

/// <summary>
/// A run's private scratch: one owner-only folder for spilled blocks and short-lived files, removed at the end.
/// What a killed run left behind is removed when the next one opens; call only while holding the workspace lock.
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

    /// <summary>Opens scratch for one run after wiping what earlier runs left.</summary>
    /// <param name="root">The workspace's scratch folder.</param>
    /// <param name="name">The run's name.</param>
    /// <param name="threads">Threads of sessions opened here; 0 takes every core.</param>
    /// <param name="memoryLimitMib">Memory limit of sessions opened here, in MiB.</param>
    public static RunScratch Open(string root, string name, int threads, int memoryLimitMib)
    {
        PrivateFolder.Create(root);
        foreach (var leftover in Directory.GetDirectories(root))
        {
            Directory.Delete(leftover, recursive: true);
        }

        var folder = Path.Combine(root, name);
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
