using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Linkage.Governance.Rules;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Store;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Registering;

/// <summary>The sample registry with its newest rule proposed and not approved, people whose keys are at hand, and a store to import it into.</summary>
internal sealed partial class SampleRegistry : IDisposable
{
    /// <summary>The rule that waits for approval.</summary>
    public const string Proposed = "homes-and-money.v4";

    private static readonly string[] Parts = ["catalogue", "rules"];

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, ECDsa> _keys = new(StringComparer.Ordinal);

    /// <summary>Makes the files.</summary>
    /// <param name="more">People besides those of the sample: id and role.</param>
    public SampleRegistry(params IReadOnlyList<(string Id, ApproverRole Role)> more)
    {
        foreach (var file in Parts.SelectMany(part => Directory.EnumerateFiles(RepositoryPaths.Of("governance", part), "*.yaml")))
        {
            _folder.Write(Path.Combine("governance", Path.GetFileName(Path.GetDirectoryName(file)!), Path.GetFileName(file)), File.ReadAllText(file));
        }

        EditRule(text => text[..text.IndexOf("approvals:\n", StringComparison.Ordinal)].Replace("status: Approved", "status: Proposed", StringComparison.Ordinal) + "approvals: []\n");

        // Everyone of the sample signs with the key they have, which is at no one's hand, or with this one.
        var people = KeyLine().Replace(File.ReadAllText(PeoplePath), match => match.Value.Replace(", from: 2020-01-01 }]", $", from: 2020-01-01 }}, {{ publicKey: {PublicKeyOf(match.Groups[1].Value)}, from: 2020-01-01 }}]", StringComparison.Ordinal));
        people = string.Concat([people, .. more.Select(person => $"  - id: {person.Id}\n    office: Officer\n    keys: [{{ publicKey: {PublicKeyOf(person.Id)}, from: 2020-01-01 }}]\n    roles: [{{ role: {person.Role}, from: 2020-01-01 }}]\n")]);
        File.WriteAllText(PeoplePath, people.Replace("{ id: p-adeyemi,", $"{{ keys: [{{ publicKey: {PublicKeyOf("p-adeyemi")}, from: 2020-01-01 }}], id: p-adeyemi,", StringComparison.Ordinal));
    }

    /// <summary>Folder of the registry's files.</summary>
    public string Folder => _folder.PathOf("governance");

    /// <summary>A workspace.</summary>
    public string Workspace => _folder.Folder("data");

    /// <summary>The file of the proposed rule.</summary>
    public string RulePath => Path.Combine(Folder, "rules", Proposed + ".yaml");

    /// <summary>The file of the people.</summary>
    public string PeoplePath => Path.Combine(Folder, "rules", "people.yaml");

    /// <summary>The private key of a person.</summary>
    public ECDsa KeyOf(string person)
    {
        if (!_keys.TryGetValue(person, out var key))
        {
            _keys[person] = key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        }

        return key;
    }

    /// <summary>The same as a file, as an approver keeps it.</summary>
    public string KeyFileOf(string person)
    {
        var path = _folder.Write($"{person}.pem", KeyOf(person).ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }

    /// <summary>Changes the file of the proposed rule.</summary>
    public void EditRule(Func<string, string> edit) => File.WriteAllText(RulePath, edit(File.ReadAllText(RulePath)));

    /// <summary>Imports the files into a store: by default that of the workspace.</summary>
    public ImportReport Import(StoreDatabase? database = null)
    {
        database ??= new SqliteDatabase(Workspace);
        database.Prepare(TimeProvider.System);
        return new RegistryImport(database, TimeProvider.System).Execute(Folder, dryRun: false);
    }

    /// <summary>Approves the proposed rule.</summary>
    public RuleStatus Approve(string person, ApproverRole role, StoreDatabase? database = null, params IReadOnlyList<string> acknowledges) =>
        new RegistryChange(database ?? new SqliteDatabase(Workspace), TimeProvider.System)
            .Approve(RuleName.Parse(Proposed), new Approval(role, person, string.Empty, default, null, acknowledges, null), KeyOf(person)).Status;

    /// <summary>Has everyone approve who needs to.</summary>
    public void ApproveAll(StoreDatabase? database = null)
    {
        Approve("p-whitfield", ApproverRole.IAO, database);
        Approve("p-nowak", ApproverRole.Caldicott, database);
        Assert.Equal(RuleStatus.Approved, Approve("p-sandhu", ApproverRole.IGLead, database, "HA96-P7"));
    }

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }

        _folder.Dispose();
    }

    private string PublicKeyOf(string person) => ApproverKey.PublicHalfOf(KeyOf(person));

    [GeneratedRegex("  - id: ([a-z-]+)\n    keys: [^\n]*\n")]
    private static partial Regex KeyLine();
}
