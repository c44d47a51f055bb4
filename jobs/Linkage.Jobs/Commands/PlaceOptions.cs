using System.CommandLine;
using Linkage.Jobs.Collecting;
using Linkage.Jobs.Lineage;
using Linkage.Jobs.Notifying;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Deliveries;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Commands;

/// <summary>The options that say where a verb works: workspace, sources, registry, contracts and projects, and the instant.</summary>
internal sealed class PlaceOptions
{
    // "disk" keeps a run's plain files there; by default they are in memory where there is room.
    private const string ScratchVariable = "LINKAGE_SCRATCH";

    private readonly Option<string> _sources = new("--sources")
    {
        HelpName = "DIR",
        Description = "Folder of the source extracts [default: sources in the workspace]",
    };

    private readonly Option<string?> _config = Config();

    private readonly Option<string?> _registry = RegistryOption.Create();

    private readonly Option<string> _schemas = new("--schemas")
    {
        HelpName = "DIR",
        Description = "Folder with sources (contracts), models and cohorts (projects) [default: found from here upwards]",
    };

    private readonly Option<DateTimeOffset?> _at = InstantOption.Create();

    private readonly MachineOptions _machine = new();

    private bool _asksStoreAlone;

    /// <summary>The workspace option of the verbs that have one.</summary>
    public static Option<string> Data() => new("--data")
    {
        HelpName = "DIR",
        Description = "The workspace: keys, zones, runs and the run store",
        DefaultValueFactory = _ => "./linkage-data",
    };

    /// <summary>The option that names the configuration file.</summary>
    public static Option<string?> Config() => new("--config")
    {
        HelpName = "FILE",
        Description = "Configuration that says where extracts are pulled from, who is told of what, and where lineage goes",
    };

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="withConfig">True for a verb that pulls extracts.</param>
    /// <param name="withSources">False for a verb that makes its own sources.</param>
    /// <param name="withRegistry">False for a verb that works by the registry of the store alone.</param>
    public void AddTo(Verb verb, bool withSources = true, bool withRegistry = true, bool withConfig = false)
    {
        if (withConfig)
        {
            verb.Add(_config);
        }

        _asksStoreAlone = !withRegistry;
        if (withSources)
        {
            verb.Add(_sources);
        }

        if (withRegistry)
        {
            verb.Add(_registry);
        }

        verb.Add(_schemas);
        verb.Add(_at);
        _machine.AddTo(verb);
    }

    /// <summary>The folder of the registry given, or the one of the repository.</summary>
    /// <exception cref="ProblemException">It is not there.</exception>
    public string RegistryFolder(ParseResult parse) => RegistryOption.Find(parse.GetValue(_registry));

    /// <summary>The instant given, or null for the clock of the machine.</summary>
    public DateTimeOffset? At(ParseResult parse) => parse.GetValue(_at);

    /// <summary>Resolves every folder.</summary>
    /// <param name="parse">The parsed command line.</param>
    /// <param name="workspace">The workspace folder.</param>
    /// <param name="clock">The clock to use; a given <c>--at</c> stands in for it.</param>
    /// <exception cref="ProblemException">A folder does not exist or cannot be found.</exception>
    /// <exception cref="Linkage.Governance.Documents.ConfigurationException">The configuration cannot be accepted.</exception>
    public Place Read(ParseResult parse, string workspace, TimeProvider clock)
    {
        var data = Path.GetFullPath(workspace);
        var schemas = RepositoryFolder.Find("--schemas", parse.GetValue(_schemas), "schemas", "cohorts");
        var (threads, memory) = _machine.Read(parse);
        return new Place(
            new RunEnvironment
            {
                Workspace = data,
                Sources = Path.GetFullPath(parse.GetValue(_sources) ?? Path.Combine(data, "sources")),
                Registry = _asksStoreAlone ? new StoredRegistry(StoreDatabase.Of(data)) : RegistryOption.Source(parse.GetValue(_registry), data),
                Contracts = Path.Combine(schemas, "sources"),
                Deliveries = parse.GetValue(_config) is { } config ? DeliveryConfigurationReader.Load(Path.GetFullPath(config), Path.Combine(schemas, "sources")) : null,
                Models = Path.Combine(schemas, "models"),
                Clock = At(parse) is { } at ? new FixedClock(at) : clock,
                Threads = threads,
                MemoryLimitMib = memory,
                IsWithdrawn = id => new StoredReleases(StoreDatabase.Of(data), data).IsWithdrawn(id),
                ScratchInMemory = Environment.GetEnvironmentVariable(ScratchVariable) != "disk",
            },
            Path.Combine(schemas, "cohorts"))
        {
            Lineage = parse.GetValue(_config) is { } configuration ? LineageSettingsReader.Load(Path.GetFullPath(configuration)) : null,
            Notifications = parse.GetValue(_config) is { } file ? NotificationSettingsReader.Load(Path.GetFullPath(file)) : null,
        };
    }
}
