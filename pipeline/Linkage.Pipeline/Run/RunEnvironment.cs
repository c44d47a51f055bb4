using Linkage.Governance.Rules;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Deliveries;
using Linkage.Pipeline.Extract.Compared;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Run;

/// <summary>Where a run finds things and how much of the machine it may take. Every path is absolute.</summary>
public sealed record RunEnvironment
{
    /// <summary>The workspace: keys, zones, runs and scratch lie below it.</summary>
    public required string Workspace { get; init; }

    /// <summary>Folder of the source extracts.</summary>
    public required string Sources { get; init; }

    /// <summary>Where extracts are pulled from instead, by dataset, once the gate has permitted the run; null where none are.</summary>
    public DeliveryConfiguration? Deliveries { get; init; }

    /// <summary>Where pulled extracts lie until the run that landed them has ended.</summary>
    public Inbox Inbox => Inbox.Of(Workspace);

    /// <summary>The folder a dataset's extract is read from: its inbox where it is pulled, else <see cref="Sources"/>.</summary>
    public string SourcesOf(DatasetId dataset) => Deliveries?.Deliveries.ContainsKey(dataset) == true ? Inbox.FolderOf(dataset) : Sources;

    /// <summary>Where the registry is read from, afresh for each decision.</summary>
    public required IRegistrySource Registry { get; init; }

    /// <summary>Folder of the data contracts.</summary>
    public required string Contracts { get; init; }

    /// <summary>Folder of the default models by pair of kinds of source (<see cref="Link.SourceModels"/>).</summary>
    public required string Models { get; init; }

    /// <summary>The clock. A run captures its instant once; the gate asks the clock again at Release.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Worker threads for DuckDB; 0 takes every core.</summary>
    public int Threads { get; init; }

    /// <summary>Memory limit of DuckDB's buffers, in MiB.</summary>
    public int MemoryLimitMib { get; init; } = 3072;

    /// <summary>How often what starts the run does so, as the gate is told: when a person asks, unless a schedule does.</summary>
    public RunSchedule Frequency { get; init; } = RunSchedule.OnDemand;

    /// <summary>Whether a release was withdrawn, by its id, as of the moment it is asked.</summary>
    public Func<string, bool> IsWithdrawn { get; init; } = _ => false;

    /// <summary>The ledger that decisions are recorded in; releases prove that theirs stands there. Null where none is kept.</summary>
    public ILedgerProver? Ledger { get; init; }

    /// <summary>What is remembered of the deliveries of datasets; each is compared with the one before it. Null where nothing is kept, and nothing compared.</summary>
    public IDeliveryHistory? DeliveryHistory { get; init; }

    /// <summary>Folder of the key files. Where the keys are in a cloud vault it holds the public key alone.</summary>
    public string Keys => Path.Combine(Workspace, "keys");

    /// <summary>Where the keys are; the folder of the key files unless another vault is given.</summary>
    public IKeyVault Vault
    {
        get => field ?? new LocalKeyVault(Keys);
        init;
    }

    /// <summary>What the workspace is called in a vault that several may share; empty where it has its own.</summary>
    public string VaultName { get; init; } = string.Empty;

    /// <summary>Folder of the zones.</summary>
    public string Zones => Path.Combine(Workspace, "zones");

    /// <summary>The container that holds the published sets, of which the folder of the zones is then a working copy; null where they lie on the folder alone.</summary>
    public SharedZones? SharedZones { get; init; }

    /// <summary>Folder of run records: decisions and reports, no personal data.</summary>
    public string Runs => Path.Combine(Workspace, "runs");

    /// <summary>Whether a run may keep its plain files in memory (<c>/dev/shm</c>) where there is room; without, they are on disk.</summary>
    public bool ScratchInMemory { get; init; } = true;

    /// <summary>Folder of private scratch: one folder a run, gone at its end; what a killed run left goes when the next one begins.</summary>
    public string Scratch => Path.Combine(Workspace, "scratch");
}
