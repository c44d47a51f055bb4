using Linkage.Governance.Grants;
using Linkage.Governance.Rules;
using Linkage.Matching;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;

namespace Linkage.Pipeline.Link;

/// <summary>Turns granted datasets into the linker's inputs: only columns with a meaning and, for a dataset of the grant, a Match use.</summary>
internal static class LinkInputs
{
    /// <summary>Makes a view over the identity file and names the columns the linker may look at.</summary>
    public static LinkInput For(DuckSession session, Grant grant, LinkDataset dataset, CancellationToken cancellationToken)
    {
        var columns = Columns(grant, dataset.Contract);
        var relation = new SqlName($"identity_{dataset.Contract.Id.ViewName}");
        var select = string.Concat(columns.Select(c => $", {SqlName.Quote(c.Name)}"));
        session.Execute(
            $"CREATE TEMP VIEW {relation} AS SELECT record_key{select} FROM read_parquet({SqlName.File(dataset.Identity)}, hive_partitioning = false)",
            cancellationToken);
        return new LinkInput
        {
            Dataset = dataset.Contract.Id.Value,
            Relation = relation,
            RecordIdColumn = "record_key",
            Columns = [.. columns.Select(ToColumn)],
        };
    }

    /// <summary>The columns of a dataset the linker may look at under this grant. A suppression list is read by all its linking columns: that is what the list is for.</summary>
    public static IReadOnlyList<ContractColumn> Columns(Grant grant, DatasetContract contract)
    {
        var isList = grant.SuppressionLists.Contains(contract.Id.Value, StringComparer.Ordinal);
        return [.. Columns(contract).Where(c => isList || grant.Permits(contract.Id.Value, c.Name, ColumnUse.Match))];
    }

    /// <summary>The columns of a contract that mean something to the linker.</summary>
    public static IEnumerable<ContractColumn> Columns(DatasetContract contract) =>
        contract.Columns.Where(c => c.Meaning is not null && c.HomeZone == Zones.Zone.Identity);

    /// <summary>A column as the linker knows it.</summary>
    public static LinkColumn ToColumn(ContractColumn column) => new(column.Name, ToField(column.Meaning!.Value));

    internal static FieldMeaning ToField(Meaning meaning) => meaning switch
    {
        Meaning.Title => FieldMeaning.Title,
        Meaning.Forename => FieldMeaning.Forename,
        Meaning.Surname => FieldMeaning.Surname,
        Meaning.FullName => FieldMeaning.FullName,
        Meaning.DateOfBirth => FieldMeaning.DateOfBirth,
        Meaning.Sex => FieldMeaning.Sex,
        Meaning.Uprn => FieldMeaning.Uprn,
        Meaning.Address => FieldMeaning.Address,
        Meaning.Postcode => FieldMeaning.Postcode,
        Meaning.Phone => FieldMeaning.Phone,
        Meaning.Email => FieldMeaning.Email,
        Meaning.NationalInsuranceNumber => FieldMeaning.NationalInsuranceNumber,
        Meaning.NhsNumber => FieldMeaning.NhsNumber,
    };
}
