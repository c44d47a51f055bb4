using System.Security.Cryptography;
using System.Text;
using Linkage.Governance.Decisions;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Release;

/// <summary>
/// A thousand synthetic people (or more, in the same proportions), two to a household, as the stages before Release leave them: 1 to 600 asked for vouchers, 401 to 1000 are in arrears.
/// Person 30 has no address in either list, 5 and 6 objected; 100 and 101 are left out by the unsafe list, 16 and 17 by a protected address.
/// </summary>
internal sealed class ReleaseWorld : IDisposable
{
    internal const string CohortSql =
        "SELECT person_key FROM food_vouchers WHERE vouchers_issued > 0 UNION SELECT person_key FROM rent_arrears_panel WHERE arrears_gbp > 0";

    internal static readonly DateTimeOffset Instant = new(2026, 11, 22, 1, 30, 0, TimeSpan.Zero);

    private static readonly string RuleHash = HashOf("rule");
    private static readonly DatasetId Vouchers = WorldContracts.Vouchers.Id;
    private static readonly DatasetId Arrears = WorldContracts.Arrears.Id;

    private readonly TemporaryFolder _folder = new();
    private readonly KeyRing _keys;
    private readonly ZoneSeals _seals;

    internal ReleaseWorld(int people = 1000, SignatureScheme scheme = SignatureSchemes.Default)
    {
        var (asked, owing) = (people * 6 / 10, people * 4 / 10);
        Vault = LocalKeyVault.CreateIfMissing(_folder.PathOf("keys"), null, scheme);
        _keys = KeyRing.Open(Vault, "ashgrove-council", 1);
        _seals = new ZoneSeals(_keys, _folder.PathOf("plain"));
        Store = new ZoneStore(_folder.PathOf("zones")).SealedBy(_seals);
        using var session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 512 });
        void Run(string sql) => session.Execute(sql, CancellationToken.None);
        void Save(string sql, string path) => Run($"COPY ({sql}) TO '{path}' (FORMAT parquet)");

        Run($"CREATE TABLE people AS SELECT i, unhex(sha256('p' || i)) AS person_key, unhex(sha256('h' || (i // 2))) AS household_key FROM range(1, {people} + 1) r(i)");
        Save($"SELECT 'food-vouchers' AS dataset, unhex(sha256('v' || i)) AS record_key, person_key, household_key FROM people WHERE i <= {asked} "
            + $"UNION ALL SELECT 'rent-arrears-panel', unhex(sha256('a' || i)), person_key, household_key FROM people WHERE i > {owing}", SpinePath);
        Save($"SELECT person_key, 1 + i % 3 AS vouchers_issued, 'W' || (i % 7) AS ward_code FROM people WHERE i <= {asked}", Mounted(Vouchers));
        Save($"SELECT person_key, CAST(i AS DECIMAL(18, 2)) AS arrears_gbp, CASE WHEN i > {people} - 4 THEN 'W9' ELSE 'W' || (i % 7) END AS ward_code, 'T' || (i % 2) AS tenure FROM people WHERE i > {owing}", Mounted(Arrears));
        Save("SELECT person_key FROM people WHERE i IN (5, 6)", OptOutPath);
        Save("SELECT person_key FROM people WHERE i IN (100, 101)", UnsafePath);
        Save("SELECT person_key FROM people WHERE i IN (16, 17)", ProtectedPath);
        Identities = new Dictionary<DatasetId, PublishedSet>
        {
            [Vouchers] = Publish(Vouchers, path => Save(
                "SELECT unhex(sha256('v' || i)) AS record_key, 'CASE-' || i AS case_number, CASE WHEN i % 3 = 0 THEN 'SURNAME' || i || ', Forename' || i ELSE 'Ms Name' || i END AS customer_name, "
                + $"CASE WHEN i <> 30 THEN i || ' Ash Grove' END AS address, CASE WHEN i = 17 THEN 'zzz secur' ELSE 'AA1 ' || (i % 10) || 'AA' END AS postcode, "
                + $"CASE i WHEN 401 THEN DATE '2008-11-22' WHEN 402 THEN DATE '2008-11-23' WHEN 403 THEN DATE '2026-11-01' WHEN 404 THEN NULL ELSE DATE '1980-05-05' END AS date_of_birth FROM people WHERE i <= {asked} ORDER BY 1",
                path)),
            [Arrears] = Publish(Arrears, path => Save(
                "SELECT unhex(sha256('a' || i)) AS record_key, 'T' || i AS tenancy_ref, CASE WHEN i % 2 = 0 THEN 'Mrs' END AS title, 'Fore' || i AS forename, 'Sur' || i AS surname, "
                + $"i || ' Elm Road' AS address, 'bb2 2bb' AS postcode, '07700 900' || i AS phone, CASE i WHEN 405 THEN '23/11/2008' WHEN 406 THEN '22.11.2008' ELSE '' END AS date_of_birth FROM people WHERE i > {owing} ORDER BY 1",
                path)),
        };
    }

    internal ZoneStore Store { get; }

    internal LocalKeyVault Vault { get; }

    internal string PublicKeyPath => Vault.PublicKeyPath;

    internal IReadOnlyDictionary<DatasetId, PublishedSet> Identities { get; }

    internal string Scratch => _folder.PathOf("scratch");

    private string SpinePath => _folder.PathOf("spine.parquet");

    private string OptOutPath => _folder.PathOf("opt-out.parquet");

    private string ProtectedPath => _folder.PathOf("protected-address.parquet");

    private string UnsafePath => _folder.PathOf("unsafe.parquet");

    public void Dispose()
    {
        _seals.Dispose();
        _keys.Dispose();
        _folder.Dispose();
    }

    internal string PathOf(string name) => _folder.PathOf(name);

    internal ReleaseResult Execute(ReleaseRequest request, ReleaseTerms? terms = null)
    {
        using var key = SigningKey.Open(Vault);
        return ReleaseStage.Execute(request, terms ?? Terms(request), Store, key, null, CancellationToken.None);
    }

    internal ReleaseResult.Released Release(ReleaseRequest request, ReleaseTerms? terms = null) => Execute(request, terms) switch
    {
        ReleaseResult.Released released => released,
        ReleaseResult.Refused refused => throw new InvalidOperationException($"{refused.Code}: {refused.Message}"),
        var other => throw new InvalidOperationException($"A {other.GetType().Name} is neither released nor refused."),
    };

    internal ReleaseResult.Refused Refuse(ReleaseRequest request, ReleaseTerms? terms = null) =>
        Execute(request, terms) as ReleaseResult.Refused ?? throw new InvalidOperationException("It was released.");

    internal ReleaseRequest Request(params ProjectOutput[] outputs) => new()
    {
        Grant = null!,
        Decision = new Decision
        {
            IsAllowed = true,
            Instant = Instant,
            RequestHash = HashOf("request"),
            RegistryHash = HashOf("registry"),
            RuleId = "homes-and-money",
            RuleVersion = 3,
            RuleHash = RuleHash,
            Checks = [],
            Reasons = [],
            Warnings = [],
            Considered = [],
        },
        Project = new Project
        {
            Id = "homes-and-money",
            Version = 3,
            Title = "Homes and money",
            Nation = "ENG",
            Controller = "ashgrove-council",
            Purpose = "income-maximisation",
            Requester = "p-okafor",
            Datasets = [],
            Joins = [],
            Suppress = [],
            SetOperator = "union",
            Cohort = Query("cohort.sql", CohortSql),
            Outputs = outputs,
            RecipientTeam = "homes-and-money-outreach",
            RecipientEnvironment = "council-crm",
            Channel = "letter",
            ContentHash = HashOf("project"),
        },
        Contracts = [WorldContracts.Vouchers, WorldContracts.Arrears],
        Mounted = new Dictionary<DatasetId, string> { [Vouchers] = Mounted(Vouchers), [Arrears] = Mounted(Arrears) },
        Spine = SpinePath,
        Identities = Identities,
        Suppressions =
        [
            new SuppressionTable(DatasetId.Parse("opt-out"), SuppressionReason.OptedOut, OptOutPath),
            new SuppressionTable(DatasetId.Parse("unsafe-to-contact"), SuppressionReason.UnsafeToContact, UnsafePath),
            new SuppressionTable(DatasetId.Parse("protected-address"), SuppressionReason.UnsafeToContact, ProtectedPath),
        ],
        Sources = [new ReleaseSource(Vouchers, HashOf("vouchers")), new ReleaseSource(Arrears, HashOf("arrears"))],
        Approvals = [new ReleaseApproval("IAO", "p-marsh"), new ReleaseApproval("Caldicott", "p-adeyemi")],
        Model = HashOf("model"),
        Models = [new UsedModel("food-vouchers", "rent-arrears-panel", "customer-services+housing", HashOf("one")), new UsedModel("food-vouchers", "food-vouchers", null, HashOf("two"))],
        Links = [new LinkTally("person", 96, 40), new LinkTally("person", 99, 317), new LinkTally("uprn", 99, 120)],
        Instant = Instant,
        PreviousRelease = null,
        Attachments = new Dictionary<string, byte[]> { ["quality.json"] = Encoding.UTF8.GetBytes("{\"links\": 1000}\n") },
        Stages = [new StageReport { Name = "Extract", In = 1200, Kept = 1200, RejectedByReason = new Dictionary<string, long>(), Seconds = Random() }],
        Scratch = Scratch,
        Threads = 2,
        MemoryLimitMib = 512,
    };

    /// <summary>The request in a later month, when those in arrears were the people of a condition on their number <c>i</c>.</summary>
    internal ReleaseRequest InMonth(int month, string who, ReleaseRequest request)
    {
        var path = _folder.PathOf($"mounted-{HashOf(who)}.parquet");
        Read($"COPY (SELECT person_key, arrears_gbp, ward_code, tenure FROM (SELECT *, CAST(arrears_gbp AS INTEGER) AS i FROM read_parquet('{Mounted(Arrears)}')) WHERE {who}) TO '{path}' (FORMAT parquet)", _ => 0);
        return request with
        {
            Instant = Instant.AddMonths(month),
            Mounted = new Dictionary<DatasetId, string>(request.Mounted) { [Arrears] = path },
            Sources = [request.Sources[0], new ReleaseSource(Arrears, HashOf(who))],
        };
    }

    internal static ReleaseTerms Terms(ReleaseRequest request) => new()
    {
        ContentHash = HashOf("grant"),
        RuleId = "homes-and-money",
        RuleVersion = 3,
        RuleHash = RuleHash,
        Purpose = "income-maximisation",
        SuppressionLists = ["opt-out", "unsafe-to-contact"],
        Selections =
        [
            ("cohort", request.Project.Cohort.Digest),
            .. request.Project.Outputs.Where(o => o.Query is not null).Select(o => (o.Name, o.Query!.Digest)),
        ],
        ReidentificationAllowed = true,
        ContactColumns = ["name", "address", "postcode"],
        Channels = ["letter"],
        MinimumCell = 10,
        RoundingBase = 5,
        KAnonymity = 10,
        RecipientTeam = "homes-and-money-outreach",
        RecipientEnvironment = "council-crm",
        Channel = "letter",
        RetentionDays = 60,
        EffectiveEnd = Instant.AddDays(200),
        SourcesOf = (output, column) =>
            request.Project.Outputs.Single(o => o.Name == output).Columns.SingleOrDefault(c => c.Name == column)?.Sources ?? [],
        PermitsMatch = (_, column) => column is "date_of_birth",
        PermitsOutput = (_, column) => column is "customer_name" or "title" or "forename" or "surname" or "address" or "postcode",
    };

    internal static ProjectOutput Outreach(params ProjectOutputColumn[] more) => new(
        "outreach",
        OutputKind.Outreach,
        "Row",
        null,
        [
            new("name", "Contact", ["food-vouchers.customer_name", "rent-arrears-panel.title", "rent-arrears-panel.forename", "rent-arrears-panel.surname"]),
            new("address", "Contact", ["food-vouchers.address", "rent-arrears-panel.address"]),
            new("postcode", "Contact", ["food-vouchers.postcode", "rent-arrears-panel.postcode"]),
            new("channel", "Contact", []),
            .. more,
        ],
        [Vouchers, Arrears]);

    internal static ProjectOutput Rows(string? sql = null) => new(
        "families",
        OutputKind.PseudonymisedRows,
        "Row",
        Query("families.sql", sql ?? "SELECT person_key, ward_code, tenure FROM rent_arrears_panel"),
        [
            new("person_key", "Key", []),
            new("ward_code", "Value", ["rent-arrears-panel.ward_code"]),
            new("tenure", "Dimension", ["rent-arrears-panel.tenure"]),
        ],
        []);

    /// <summary>Families as in the child poverty project: ward and band group them, poor is the value; more columns of the row may be given.</summary>
    internal static ProjectOutput Families(string sql, params ProjectOutputColumn[] columns) => new(
        "families", OutputKind.PseudonymisedRows, "Row", Query("families.sql", sql), [new("person_key", "Key", []), .. columns], []);

    /// <summary>People by ward and tenure.</summary>
    internal static ProjectOutput WardsByTenure(string sql) => new(
        "wards",
        OutputKind.Aggregate,
        "Ward",
        Query("wards.sql", sql),
        [new("ward_code", "Dimension", ["rent-arrears-panel.ward_code"]), new("tenure", "Dimension", ["rent-arrears-panel.tenure"]), new("people", "Count", [])],
        []);

    internal static ProjectOutput Wards(string? sql = null) => new(
        "wards",
        OutputKind.Aggregate,
        "Ward",
        Query("wards.sql", sql ?? "SELECT ward_code, count(*) AS people FROM rent_arrears_panel GROUP BY ward_code"),
        [new("ward_code", "Dimension", ["rent-arrears-panel.ward_code"]), new("people", "Count", [])],
        []);

    internal static ProjectQuery Query(string name, string sql)
    {
        try
        {
            return new ProjectQuery(name, sql, QueryDigest.Of(sql));
        }
        catch (FormatException)
        {
            return new ProjectQuery(name, sql, HashOf(sql));
        }
    }

    internal static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    internal static IReadOnlyList<T> Read<T>(string sql, Func<System.Data.Common.DbDataReader, T> read)
    {
        using var session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 256 });
        return session.Query(sql, read, CancellationToken.None);
    }

    // Stands for wall time, which must not change a release.
    private static double Random() => RandomNumberGenerator.GetInt32(1_000);

    private string Mounted(DatasetId id) => _folder.PathOf($"mounted-{id}.parquet");

    private PublishedSet Publish(DatasetId id, Action<string> write)
    {
        using var staged = Store.Stage(Zone.Identity, id.Value, HashOf(id.Value));
        write(staged.PathOf("identity.parquet"));
        return staged.Publish(new { });
    }
}
