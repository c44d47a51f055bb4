using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Linkage.Governance.Decisions;
using Linkage.Governance.Grants;
using Linkage.Governance.Rules;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Gate;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Pseudonymise;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.SelfAttack;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.SelfAttack;

/// <summary>What a run leaves of sixty tenants, made with a key that nobody knows, unless a test makes a part of it carelessly.</summary>
internal sealed class AttackWorld : IDisposable
{
    private static readonly DateTimeOffset Instant = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Secret = SHA256.HashData("a key that stands nowhere else"u8);

    private readonly TemporaryFolder _folder = new();

    internal AttackWorld()
    {
        var registry = Registry.Load(RepositoryPaths.Governance);
        var project = ProjectFile.Load(RepositoryPaths.Of("schemas", "cohorts", "homes-and-money.yaml"));
        var request = RequestBuilder.Build(
            project, ContractFolder.Load(RepositoryPaths.Sources, project), SourceModels.Load(RepositoryPaths.Of("schemas", "models")), []);
        Grant = Grant.From(GateDecision.Decide(registry, request, Instant), request, registry, "run-1");
        Zones = new ZoneStore(_folder.PathOf("zones"));
    }

    internal Grant Grant { get; }

    internal ZoneStore Zones { get; }

    /// <summary>Makes the record key of a tenant.</summary>
    internal Func<Tenant, byte[]> RecordKey { get; init; } = t => Keyed("record", t.Reference);

    /// <summary>Makes the person key of a tenant, given the record key.</summary>
    internal Func<byte[], byte[]> PersonKey { get; init; } = key => Keyed("person", Convert.ToHexString(key));

    /// <summary>Makes the household key of a tenant.</summary>
    internal Func<Tenant, byte[]> HouseholdKey { get; init; } = t => Keyed("household", t.Uprn);

    /// <summary>What stands in the attribute tenure.</summary>
    internal Func<Tenant, string> Tenure { get; init; } = t => t.Number % 2 == 0 ? "COUNCIL" : "PRIVATE";

    /// <summary>What stands in the attribute panel_date, an ISO date.</summary>
    internal Func<Tenant, string> PanelDate { get; init; } = _ => "2026-10-01";

    /// <summary>What stands in the value column of the output that is about to leave.</summary>
    internal Func<Tenant, string> Released { get; init; } = t => t.Number % 3 == 0 ? "high" : "low";

    /// <summary>Kind of that output.</summary>
    internal OutputKind Kind { get; init; } = OutputKind.PseudonymisedRows;

    internal static IReadOnlyList<Tenant> Tenants { get; } = [.. Enumerable.Range(0, 60).Select(i => new Tenant(i))];

    internal static byte[] Keyed(string use, string value) => HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes($"{use} {value}"));

    /// <summary>Publishes a spine of these tenants that bears the mark of another grant.</summary>
    internal void PublishOtherSpine(string content, Func<byte[], byte[]> personKey)
    {
        var folder = _folder.PathOf("zones", "research", "spine", "another", content);
        WriteSpine(folder, personKey);
        var spine = Path.Combine(folder, LinkStage.SpineFile);
        var seal = new Seal(content, Files((LinkStage.SpineFile, ZoneStore.DigestOf(spine))), JsonSerializer.SerializeToElement(new { grant = new GrantMark(content, "other") }, ZoneStore.Json));
        File.WriteAllBytes(Path.Combine(folder, ZoneStore.SealName), ZoneStore.SealBytes(seal));
    }

    /// <summary>Attacks all of it.</summary>
    internal AttackReport Attack()
    {
        var contract = ContractReader.Load(RepositoryPaths.Of("schemas", "sources", "rent-arrears-panel.yaml"));
        var identity = SetOf("identity", new { keyId = "0123456789abcdef" }, PseudonymiseStage.IdentityFile);
        var research = SetOf("attributes", new { }, PseudonymiseStage.AttributesFile);
        var linked = SetOf("linked", new { }, LinkStage.SpineFile);
        var mounted = SetOf("mounted", new { });
        Write(identity.PathOf(PseudonymiseStage.IdentityFile), Tenants.Select(t =>
            $"({Bytes(RecordKey(t))}, '{t.Reference}', '{t.Forename}', '{t.Surname}', DATE '{t.Born}', '{t.Address}', '{t.Uprn}')"),
            "record_key, panel_ref, forename, surname, date_of_birth, address, uprn, NULL::VARCHAR AS tenancy_ref, NULL::VARCHAR AS postcode, NULL::VARCHAR AS phone, NULL::VARCHAR AS email");
        Write(research.PathOf(PseudonymiseStage.AttributesFile), Tenants.Select(t => $"({Bytes(RecordKey(t))}, DATE '{PanelDate(t)}', '{Tenure(t)}')"), "record_key, panel_date, tenure");
        WriteSpine(linked.Directory, PersonKey);
        var waiting = _folder.PathOf("waiting.parquet");
        Write(waiting, Tenants.Select(t => $"({Bytes(PersonKey(RecordKey(t)))}, '{Released(t)}')"), "person_key, arrears_band");
        using var scratch = RunScratch.Open(_folder.PathOf("scratch"), "run", 2, 512);
        return new Attacker(Zones, scratch).Execute(
            new AttackRequest
            {
                Grant = Grant,
                Council = "ashgrove-council",
                Epoch = 1,
                Datasets = [new LinkDataset(contract, identity, research)],
                Linked = new LinkedSet(linked, new LinkSummary(60, 60, new Dictionary<string, long>(), "model"), 0, new GrantMark(Grant.ContentHash, "fedcba9876543210"), []) { Tallies = [] },
                Mounted = new MountedSet(mounted, [], [], []),
                Waiting = [new WaitingFile(new ProjectOutput("bands", Kind, "Row", null, [], []), waiting)],
                Today = DateOnly.FromDateTime(Instant.UtcDateTime),
            },
            CancellationToken.None);
    }

    public void Dispose() => _folder.Dispose();

    private static string Bytes(byte[] value) => $"unhex('{Convert.ToHexStringLower(value)}')";

    private static SortedDictionary<string, string> Files(params (string Name, string Digest)[] files) =>
        new(files.ToDictionary(f => f.Name, f => f.Digest), StringComparer.Ordinal);

    private static void Write(string path, IEnumerable<string> rows, string columns)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var values = columns.Split(", ").Where(c => !c.Contains(" AS ", StringComparison.Ordinal));
        using var session = DuckSession.Open(new DuckOptions());
        session.Execute($"COPY (SELECT {columns} FROM (VALUES {string.Join(", ", rows)}) AS t({string.Join(", ", values)})) TO {SqlName.Literal(path)} (FORMAT parquet)", CancellationToken.None);
    }

    private void WriteSpine(string folder, Func<byte[], byte[]> personKey) => Write(
        Path.Combine(folder, LinkStage.SpineFile),
        Tenants.Select(t => $"('rent-arrears-panel', {Bytes(RecordKey(t))}, {Bytes(personKey(RecordKey(t)))}, {Bytes(HouseholdKey(t))})"),
        "dataset, record_key, person_key, household_key");

    private PublishedSet SetOf(string name, object facts, params string[] files) => new(
        Directory.CreateDirectory(_folder.PathOf("sets", name)).FullName,
        new Seal(name, Files([.. files.Select(f => (f, name))]), JsonSerializer.SerializeToElement(facts, ZoneStore.Json)));

    /// <summary>A tenant who does not exist.</summary>
    internal sealed record Tenant(int Number)
    {
        public string Reference => string.Create(CultureInfo.InvariantCulture, $"TEN{70000 + (Number * 7)}");

        public string Uprn => string.Create(CultureInfo.InvariantCulture, $"{100020000000 + (Number * 37)}");

        public string Forename => $"Zyx{(char)('a' + (Number % 26))}da";

        public string Surname => $"Quokka{(char)('a' + (Number / 3))}bridge";

        public string Born => new DateOnly(1960, 1, 1).AddDays(Number * 211).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        public string Address => string.Create(CultureInfo.InvariantCulture, $"{Number + 1} Xylographers Wynd");
    }
}
