using System.Runtime.Versioning;
using Linkage.Governance.Rules;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Rotating;
using Linkage.Jobs.Store;
using Linkage.Jobs.Tests.Registering;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;
using Microsoft.Data.Sqlite;

namespace Linkage.Jobs.Tests.Rotating;

/// <summary>A workspace with keys, landed files and a file in quarantine, and the officers who approve rotations.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RotationWorld : IDisposable
{
    /// <summary>Stands in every file that must not be plain.</summary>
    public const string Row = "Zyxwilda Quokkabridge, 7 Xylographers Wynd";

    private static readonly (Zone Zone, string Name, string Key)[] Sets =
    [
        (Zone.Landing, "food-vouchers", new string('a', 64)),
        (Zone.Landing, "food-vouchers", new string('b', 64)),
        (Zone.Landing, "rent-arrears-panel", new string('c', 64)),
        (Zone.Quarantine, "rent-arrears-panel", new string('d', 64)),
        (Zone.Identity, "earlier_releases", "release-1"),
    ];

    private readonly SampleRegistry _registry = new();

    public RotationWorld(bool withSecret = true)
    {
        _registry.Import();
        var vault = LocalKeyVault.CreateIfMissing(Path.Combine(Workspace, "keys"));
        if (withSecret)
        {
            KeyEpochs.Begin(vault);
        }

        In(Workspace, 1, zones =>
        {
            foreach (var (zone, name, key) in Sets)
            {
                using var staged = zones.Stage(zone, name, key);
                File.WriteAllText(staged.PathOf("rows.csv"), $"{name} {key}: {Row}");
                File.WriteAllText(staged.OpenPathOf("reason.json"), "a code");
                staged.Publish(new { Rows = 1 });
            }

            using var attributes = zones.Stage(Zone.Research, "food-vouchers", new string('e', 64));
            File.WriteAllText(attributes.PathOf("attributes.csv"), "an attribute");
            attributes.Publish(new { Rows = 1 });
        });
    }

    public string Workspace => _registry.Workspace;

    public static RunEnvironment EnvironmentOf(string workspace) => new()
    {
        Workspace = workspace,
        Sources = Path.Combine(workspace, "sources"),
        Registry = new StoredRegistry(new SqliteDatabase(workspace)),
        Contracts = workspace,
        Models = workspace,
        Clock = TimeProvider.System,
        ScratchInMemory = false,
    };

    public static StoredRotations RotationsOf(string workspace) => new(new SqliteDatabase(workspace), workspace, TimeProvider.System);

    public static RotationDocument Rotate(string workspace, IPublicationFence? fence = null, IKeyVault? vault = null, bool endTrials = false)
    {
        var environment = EnvironmentOf(workspace);
        return new KeyRotation(vault is null ? environment : environment with { Vault = vault }, RotationsOf(workspace), fence ?? new Open())
            .Execute(false, endTrials, ProgressView.On(new Screen(new StringWriter(), isTerminal: false), TimeProvider.System), CancellationToken.None);
    }

    /// <summary>Puts the register of a trial into the research zone.</summary>
    public void BeginTrial() => In(Workspace, 1, zones =>
    {
        using var register = zones.Stage(Zone.Research, "enrolment/homes-and-money/letters", new string('f', 64));
        File.WriteAllText(register.PathOf("register.csv"), "a record key");
        register.Publish(new { Rows = 1 });
    });

    public void Approve(string person, ApproverRole role) => RotationsOf(Workspace).Approve(InUse(Workspace), person, role, "Yearly.", _registry.KeyOf(person));

    public void ApproveAll()
    {
        Approve("p-whitfield", ApproverRole.IAO);
        Approve("p-sandhu", ApproverRole.IGLead);
    }

    public static EpochName InUse(string workspace)
    {
        var vault = new LocalKeyVault(Path.Combine(workspace, "keys"));
        var epoch = KeyEpochs.Current(vault);
        return new EpochName(epoch, KeyEpochs.KeyOf(vault, epoch).KeyId);
    }

    /// <summary>What the landed files and the one in quarantine hold, as opened with the keys in use.</summary>
    public static IReadOnlyList<string> RowsOf(string workspace)
    {
        var rows = new List<string>();
        In(workspace, InUse(workspace).Number, zones => rows.AddRange(Sets.Select(set => zones.Find(set.Zone, set.Name, set.Key) is { } found
            ? File.ReadAllText(found.PathOf("rows.csv")) + File.ReadAllText(found.PathOf("reason.json")) + found.Seal.Facts.GetProperty("rows")
            : "missing")));
        return rows;
    }

    /// <summary>What they were made with.</summary>
    public static IReadOnlyList<string> Rows => [.. Sets.Select(set => $"{set.Name} {set.Key}: {Row}a code1")];

    /// <summary>The files below a folder that hold the row in plain.</summary>
    public static IReadOnlyList<string> PlainIn(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => File.ReadAllText(file).Contains(Row, StringComparison.Ordinal))];

    /// <summary>Copies a workspace as it lies on the disk at this moment.</summary>
    public static void CopyTo(string workspace, string target)
    {
        SqliteConnection.ClearAllPools();
        foreach (var folder in Directory.GetDirectories(workspace, "*", SearchOption.AllDirectories).Prepend(workspace))
        {
            Directory.CreateDirectory(Path.Combine(target, Path.GetRelativePath(workspace, folder)), File.GetUnixFileMode(folder));
        }

        foreach (var file in Directory.GetFiles(workspace, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(target, Path.GetRelativePath(workspace, file)));
        }
    }

    public void Dispose() => _registry.Dispose();

    private static void In(string workspace, int epoch, Action<ZoneStore> work)
    {
        var plain = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var ring = KeyRing.Open(new LocalKeyVault(Path.Combine(workspace, "keys")), "ashgrove-council", epoch);
        using var seals = new ZoneSeals(ring, plain, TimeProvider.System.GetUtcNow());
        try
        {
            work(new ZoneStore(Path.Combine(workspace, "zones")).SealedBy(seals));
        }
        finally
        {
            PrivateFolder.WipeFolder(plain);
        }
    }

    private sealed class Open : IPublicationFence
    {
        public bool MayPublish() => true;
    }
}
