using Linkage.Pipeline.Contracts;

namespace Linkage.Pipeline.Tests.Release;

/// <summary>The contracts of the two datasets of <see cref="ReleaseWorld"/>.</summary>
internal static class WorldContracts
{
    internal static readonly DatasetContract Vouchers = Contract(
        "food-vouchers",
        Column("case_number", Classification.Identifier, null, recordId: true),
        Column("customer_name", Classification.Identifier, Meaning.FullName),
        Column("address", Classification.Contact, Meaning.Address),
        Column("postcode", Classification.Contact, Meaning.Postcode),
        Column("date_of_birth", Classification.Identifier, Meaning.DateOfBirth),
        Column("vouchers_issued", Classification.Attribute, null),
        Column("ward_code", Classification.QuasiIdentifier, null));

    internal static readonly DatasetContract Arrears = Contract(
        "rent-arrears-panel",
        Column("tenancy_ref", Classification.Identifier, null, recordId: true),
        Column("title", Classification.Identifier, Meaning.Title),
        Column("forename", Classification.Identifier, Meaning.Forename),
        Column("surname", Classification.Identifier, Meaning.Surname),
        Column("address", Classification.Contact, Meaning.Address),
        Column("postcode", Classification.Contact, Meaning.Postcode),
        Column("phone", Classification.Contact, Meaning.Phone),
        Column("date_of_birth", Classification.Identifier, Meaning.DateOfBirth),
        Column("arrears_gbp", Classification.Attribute, null),
        Column("ward_code", Classification.QuasiIdentifier, null),
        Column("tenure", Classification.Attribute, null));

    internal static ContractColumn Column(string name, Classification classification, Meaning? meaning, bool recordId = false) => new()
    {
        Name = name,
        PhysicalName = name,
        Type = LogicalType.String,
        Classification = classification,
        Meaning = meaning,
        Uses = ["Match", "Select", "Output"],
        IsRecordId = recordId,
    };

    internal static DatasetContract Contract(string id, params ContractColumn[] columns) => new()
    {
        Id = DatasetId.Parse(id),
        Version = "1.0.0",
        Title = id,
        Origin = "Council",
        Owner = "housing",
        RetentionDays = 30,
        File = new SourceFile { NamePattern = "*.csv", Format = SourceFormat.Csv, Delimiter = ',' },
        Columns = columns,
        ContentHash = ReleaseWorld.HashOf(id),
    };
}
