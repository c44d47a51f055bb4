using System.Globalization;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.SelfAttack;

/// <summary>Makes the tables of the attack in a private session: the dictionaries from the identity zone, and what could be a pseudonym from everything the run made.</summary>
internal sealed class AttackTables(DuckSession session, AttackRequest request, CancellationToken cancellationToken)
{
    /// <summary>Columns that are made of nothing but these say nothing of anybody.</summary>
    private static readonly Meaning[] Untelling = [Meaning.Title, Meaning.Sex];

    /// <summary>Makes identity_value, word and sampled_word.</summary>
    internal void FillDictionaries(AttackedFile spine)
    {
        session.Execute(
            """
            CREATE OR REPLACE TEMP TABLE identity_value (dataset VARCHAR, name VARCHAR, kind VARCHAR, value VARCHAR, records BIGINT);
            CREATE OR REPLACE TEMP TABLE person_text (text VARCHAR);
            """,
            cancellationToken);
        Run("attack_macros");
        Run("attack_forms");
        foreach (var dataset in request.Datasets)
        {
            foreach (var column in Identifying(dataset.Contract))
            {
                Run(
                    "identity_values",
                    ("dataset", SqlName.Literal(dataset.Contract.Id.Value)),
                    ("column", SqlName.Literal(column.Name)),
                    ("kind", SqlName.Literal(KindOf(column))),
                    ("name", SqlName.Quote(column.Name)),
                    ("identity", RelationOf(dataset)));
            }

            FillPersonTexts(dataset);
        }

        var formats = AttackLimits.DateFormats.Concat(request.Datasets.SelectMany(d => d.Contract.Columns).Select(c => c.DateFormat).OfType<string>()).Distinct();
        var dates = string.Join(", ", formats.Select(f => $"strftime(day, {SqlName.Literal(f)})"));
        Run(
            "words",
            ("names", Number(AttackLimits.Names)),
            ("today", SqlName.Literal(request.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))),
            ("nhs_numbers", Number(AttackLimits.NhsNumbers)));
        Run("sampled_words", ("sample", Number(AttackLimits.Sample)), ("date_forms", dates), ("spine", spine.Relation));
    }

    /// <summary>Makes pseudonym: the first eight bytes of each distinct value of a column, with the column's number.</summary>
    internal void FillPseudonyms(IEnumerable<AttackedColumn> columns)
    {
        session.Execute("CREATE OR REPLACE TEMP TABLE pseudonym (column_number INTEGER, prefix VARCHAR)", cancellationToken);
        foreach (var column in columns.Where(c => c.CouldBePseudonym))
        {
            session.Execute(
                $"INSERT INTO pseudonym SELECT DISTINCT {Number(column.Number)}, {column.Prefix} AS prefix FROM {column.File.Relation} WHERE prefix IS NOT NULL", cancellationToken);
        }
    }

    /// <summary>Makes identifier, and owner: the dates and shorter numbers of each record, and of each person by the spine.</summary>
    internal void FillIdentifiers(AttackedFile spine)
    {
        var permitted = request.Datasets.SelectMany(d => d.Contract.Columns).Where(c => c.HomeZone == Zone.Research)
            .SelectMany(c => c.Expectations.OfType<Expectation.OneOf>()).SelectMany(e => e.Values).Distinct();
        Run(
            "identifiers",
            ("shortest", Number(AttackLimits.ShortestIdentifier)),
            ("permitted", $"list_transform(CAST({SqlName.LiteralList(permitted)} AS VARCHAR[]), lambda v: attack_folded(v))"));
        session.Execute("CREATE OR REPLACE TEMP TABLE owner (key_name VARCHAR, key BLOB, kind VARCHAR, value VARCHAR)", cancellationToken);
        foreach (var dataset in request.Datasets)
        {
            foreach (var column in Identifying(dataset.Contract))
            {
                Run(
                    "owners",
                    ("dataset", SqlName.Literal(dataset.Contract.Id.Value)),
                    ("kind", SqlName.Literal($"{dataset.Contract.Id}.{column.Name}")),
                    ("name", SqlName.Quote(column.Name)),
                    ("identity", RelationOf(dataset)),
                    ("spine", spine.Relation),
                    ("shortest", Number(AttackLimits.ShortestIdentifier)),
                    ("longest", Number(AttackLimits.TellingNumber - 1)));
            }
        }
    }

    private static string RelationOf(LinkDataset dataset) => $"read_parquet({SqlName.File(dataset.Identity)}, hive_partitioning = false)";

    private static IEnumerable<ContractColumn> Identifying(DatasetContract contract) =>
        contract.Columns.Where(c => c.HomeZone == Zone.Identity && !(c.Meaning is { } meaning && Untelling.Contains(meaning)));

    private static string KindOf(ContractColumn column) => column switch
    {
        { IsRecordId: true } => "record-id",
        { Meaning: Meaning.Forename or Meaning.Surname or Meaning.FullName } => "name",
        { Meaning: Meaning.DateOfBirth, Type: LogicalType.Date } => "date-of-birth",
        { Meaning: Meaning.Uprn } => "uprn",
        { Meaning: Meaning.NhsNumber } => "nhs-number",
        { Meaning: Meaning.NationalInsuranceNumber } => "ni-number",
        { Meaning: Meaning.Postcode } => "postcode",
        { Meaning: Meaning.Address } => "address",
        { Meaning: Meaning.Phone } => "phone",
        { Meaning: Meaning.Email } => "email",
        _ => "other",
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void FillPersonTexts(LinkDataset dataset)
    {
        var contract = dataset.Contract;
        var names = contract.WithMeaning(Meaning.Forename) is { } forename && contract.WithMeaning(Meaning.Surname) is { } surname
            ? [forename, surname]
            : new[] { contract.WithMeaning(Meaning.FullName) }.OfType<ContractColumn>().ToArray();
        if (names.Length == 0 || contract.WithMeaning(Meaning.DateOfBirth) is not { Type: LogicalType.Date } date)
        {
            return;
        }

        var quoted = names.Select(n => SqlName.Quote(n.Name)).ToList();
        Run(
            "person_texts",
            ("names", string.Join(", ", quoted)),
            ("reversed", string.Join(", ", quoted.AsEnumerable().Reverse())),
            ("first", quoted[0]),
            ("date", SqlName.Quote(date.Name)),
            ("identity", RelationOf(dataset)),
            ("sample", Number(AttackLimits.Sample)));
    }

    private void Run(string step, params IEnumerable<(string, string)> fragments) =>
        session.Execute(SqlStep.Load(typeof(AttackTables), step).With(fragments).Text, cancellationToken);
}
