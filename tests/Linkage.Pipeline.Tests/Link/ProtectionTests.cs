using Linkage.Matching;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Tests.Release;

namespace Linkage.Pipeline.Tests.Link;

/// <summary>Each record is its own person but where a test says otherwise; the model met nobody, so only date of birth and place find people.</summary>
public sealed class ProtectionTests : IDisposable
{
    private static readonly string[] Persons = ["panel", "family"];

    private readonly DuckSession _session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 256 });
    private readonly List<string> _hits = [];
    private readonly Dictionary<string, string> _people = new(StringComparer.Ordinal);
    private readonly List<(string Left, string Right)> _pairs =
    [
        ("panel", "panel"), ("family", "family"), ("panel", "family"),
        ("panel", "opt-out"), ("family", "opt-out"), ("panel", "unsafe-to-contact"), ("family", "unsafe-to-contact"), ("panel", "care"),
    ];

    public ProtectionTests()
    {
        NormalForms.Prepare(_session, CancellationToken.None);
        foreach (var dataset in new[] { "panel", "family", "care", "opt-out", "unsafe-to-contact" })
        {
            Execute($"CREATE TEMP TABLE {Relation(dataset)} (record_key BLOB, surname VARCHAR, born VARCHAR, uprn VARCHAR, address VARCHAR, postcode VARCHAR, phone VARCHAR)");
        }
    }

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Alias", "23/11/1980", null, "AG1 1AA")]
    [InlineData("Alias", "1980-11-23", "000100012345", "AG9 9AA")]
    public void Find_SameDateOfBirthAndPlaceUnderAnotherName_IsThePerson(string surname, string born, string? uprn, string postcode)
    {
        Add("opt-out", "o", "Marsh", "19801123", "100012345", null, "ag11aa");
        Add("panel", "alias", surname, born, uprn, null, postcode);
        Add("panel", "twin", "Marsh", "1980-11-24", "100012345", null, "AG1 1AA");
        Add("panel", "elsewhere", "Marsh", "23/11/1980", "100099999", null, "AG9 9AB");

        Assert.Equal(["opt-out alias"], Found());
    }

    [Theory]
    [InlineData("Other", "100012345", null, "AG9 9AA", true)] // the property
    [InlineData("MARSH", null, null, "AG11AA", true)] // postcode and surname
    [InlineData("Other", null, "Flat 2, 9 High St", "AG1 1AA", true)] // postcode and address, spelt another way
    [InlineData("Other", null, "9 Highstreet (flat 2)", "AG1 1AA", true)] // postcode and numbers
    [InlineData("Other", null, "11 High Street", "AG1 1AA", false)] // a neighbour
    [InlineData("Marsh", null, "Flat 2, 9 High Street", "AG9 9AA", false)] // a namesake elsewhere
    public void Find_SharesAPlaceWithAListedPerson_IsProtected(string surname, string? uprn, string? address, string postcode, bool expected)
    {
        Add("unsafe-to-contact", "u", "Marsh", "1980-11-23", "100012345", null, "AG1 1AA");
        Add("panel", "listed", "Marsh-Webb", "1980-11-23", null, "FLAT 2 9 HIGH STREET", "AG1 1AA");
        Add("family", "member", surname, "2001-01-01", uprn, address, postcode);

        Assert.Equal(expected ? ["unsafe-to-contact listed", "unsafe-to-contact member"] : ["unsafe-to-contact listed"], Found());
    }

    [Fact]
    public void Find_ObjectionsList_SpeaksForThePersonAlone()
    {
        Add("opt-out", "o", "Marsh", "1980-11-23", "100012345", null, "AG1 1AA");
        Add("panel", "person", "Marsh", "1980-11-23", "100012345", null, "AG1 1AA");
        Add("panel", "member", "Marsh", "2001-01-01", "100012345", null, "AG1 1AA");

        Assert.Equal(["opt-out person"], Found());
    }

    [Fact]
    public void Find_PersonOfTheModel_ProtectsTheHouseholdOfEveryRecord()
    {
        // The list row has neither place nor date; the model met the panel record, whose person has a second record at the place.
        Add("unsafe-to-contact", "u", "Marsh", null, null, null, "ZZZSECUR");
        Add("panel", "listed", "Marsh", "1980-11-23", null, null, null);
        Add("family", "same", "Marsh", "1980-11-23", "100012345", null, "AG1 1AA", person: "listed");
        Add("family", "member", "Webb", "2001-01-01", "100012345", null, null);
        _hits.Add("('unsafe-to-contact', 'u', 'listed')");

        Assert.Contains("unsafe-to-contact member", Found());
    }

    [Theory]
    [InlineData("zzz secur", null, null)]
    [InlineData(null, "Refuge, Z Z Z-Secur", null)]
    [InlineData(null, null, "zzzSECUR")]
    public void Find_MarkOnAnyContactField_ProtectsPersonAndHousehold(string? postcode, string? address, string? phone)
    {
        Add("panel", "marked", "Marsh", "1980-11-23", "100012345", address, postcode, phone: phone);
        Add("family", "member", "Webb", "2001-01-01", "100012345", null, "AG1 1AA");
        Add("family", "other", "Webb", "2001-01-01", "100099999", null, "AG1 1AA");

        Assert.Equal(["protected-address marked", "protected-address member"], Found());
    }

    [Fact]
    public void Find_MarkOnAListedRow_ProtectsPersonAndHousehold()
    {
        Add("opt-out", "o", "Marsh", "1980-11-23", "100012345", "zzz secur", null);
        Add("panel", "person", "Marsh", "1980-11-23", "100012345", null, null);
        Add("family", "member", "Webb", "2001-01-01", "100012345", null, null);

        Assert.Equal(["opt-out person", "protected-address member", "protected-address person"], Found());
    }

    [Fact]
    public void Find_DatasetsTheGrantDoesNotPair_AreNotCompared()
    {
        Add("care", "marked", "Marsh", "1980-11-23", "100012345", null, "ZZZSECUR");
        Add("panel", "compared", "Webb", "2001-01-01", "100012345", null, null);
        Add("family", "not-compared", "Webb", "2001-01-01", "100012345", null, null);

        Assert.Equal(["protected-address compared"], Found());
    }

    [Fact]
    public void Find_ColumnsTheGrantDoesNotMatchBy_AreNotRead()
    {
        Add("opt-out", "o", "Marsh", "1980-11-23", "100012345", null, "AG1 1AA");
        Add("panel", "person", "Marsh", "1980-11-23", "100012345", null, "AG1 1AA");

        Assert.Empty(Found(granted: ["surname", "born"]));
        Assert.Equal(["opt-out person"], Found(granted: ["surname", "born", "postcode"]));
    }

    private void Add(string dataset, string key, string? surname, string? born, string? uprn, string? address, string? postcode, string? phone = null, string? person = null)
    {
        _session.Execute(
            $"INSERT INTO {Relation(dataset)} VALUES (CAST($1 AS BLOB), $2, $3, $4, $5, $6, $7)", [key, surname, born, uprn, address, postcode, phone], CancellationToken.None);
        if (person is not null)
        {
            _people[key] = person;
        }
    }

    private IReadOnlyList<string> Found(IReadOnlyList<string>? granted = null)
    {
        string[] all = ["panel", "family", "care", "opt-out", "unsafe-to-contact"];
        var datasets = all.Select(d => new ProtectedDataset(Contract(d), Input(d, granted), Relation(d))).ToList();
        var records = datasets.Select(d => $"SELECT '{d.Input.Dataset}' AS dataset, record_key{NormalForms.SelectList(d.Input, "uprn", "dob", "sn", "pc")} FROM {d.Identity}");
        _session.Execute(
            SqlStep.Load(typeof(LinkStage), "linked_records").With(("records", string.Join(" UNION ALL ", records))).Text, [100L], CancellationToken.None);
        var person = _people.Aggregate("record_key", (sql, p) => $"CASE WHEN record_key = CAST('{p.Key}' AS BLOB) THEN CAST('{p.Value}' AS BLOB) ELSE {sql} END");
        Execute($"CREATE OR REPLACE TEMP TABLE person_cluster AS SELECT dataset, record_key, {person} AS cluster_key FROM linked_record WHERE dataset IN ({string.Join(", ", Persons.Select(p => $"'{p}'"))})");
        Execute("CREATE OR REPLACE TEMP TABLE probe_hit (dataset VARCHAR, record_key BLOB, cluster_key BLOB)");
        foreach (var hit in _hits)
        {
            Execute($"INSERT INTO probe_hit VALUES {hit}");
        }

        Execute($"CREATE OR REPLACE TEMP TABLE permitted_pair AS FROM (VALUES {string.Join(", ", _pairs.Select(p => $"('{p.Left}', '{p.Right}')"))}) AS t(left_dataset, right_dataset)");
        Protection.Find(_session, ["opt-out", "protected-address", "unsafe-to-contact"], datasets, CancellationToken.None);
        return _session.Query($"SELECT list || ' ' || decode(cluster_key) FROM {Protection.Table} ORDER BY 1", r => r.GetString(0), CancellationToken.None);
    }

    private void Execute(string sql) => _session.Execute(sql, CancellationToken.None);

    private static string Relation(string dataset) => $"identity_{dataset.Replace('-', '_')}";

    // Grants name columns of datasets; a list is read by all of them.
    private static LinkInput Input(string dataset, IReadOnlyList<string>? granted) => new()
    {
        Dataset = dataset,
        Relation = new SqlName(Relation(dataset)),
        RecordIdColumn = "record_key",
        Columns = [.. new[]
        {
            new LinkColumn("surname", FieldMeaning.Surname), new("born", FieldMeaning.DateOfBirth), new("uprn", FieldMeaning.Uprn),
            new("address", FieldMeaning.Address), new("postcode", FieldMeaning.Postcode),
        }.Where(c => granted is null || !Persons.Contains(dataset) || granted.Contains(c.Name))],
    };

    private static DatasetContract Contract(string dataset) => WorldContracts.Contract(
        dataset,
        WorldContracts.Column("surname", Classification.Identifier, Meaning.Surname),
        WorldContracts.Column("address", Classification.Contact, Meaning.Address),
        WorldContracts.Column("postcode", Classification.Contact, Meaning.Postcode),
        WorldContracts.Column("phone", Classification.Contact, Meaning.Phone));
}
