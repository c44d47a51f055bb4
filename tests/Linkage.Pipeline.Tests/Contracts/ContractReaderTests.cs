using Linkage.Governance.Documents;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;
using static Linkage.Pipeline.Tests.Contracts.ContractText;

namespace Linkage.Pipeline.Tests.Contracts;

public sealed class ContractReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private DatasetContract Read(string text) => ContractReader.Load(_folder.Write("people.yaml", text));

    [Fact]
    public void LoadAll_RepositorySources_ReadsTen()
    {
        var contracts = ContractReader.LoadAll(RepositoryPaths.Sources);

        Assert.Equal(
            ["adult-social-care", "benefits-ctr-hb", "council-tax", "dwp-lcf-monthly", "food-vouchers", "gazetteer", "opt-out", "rent-arrears-panel", "think-family", "unsafe-to-contact"],
            contracts.Keys.Select(k => k.Value));
        Assert.All(contracts.Values, c => Assert.Equal(64, c.ContentHash.Length));
        Assert.Equal("DWP", contracts[DatasetId.Parse("dwp-lcf-monthly")].Origin);
        Assert.Equal('\t', contracts[DatasetId.Parse("think-family")].File.Delimiter);
        Assert.Equal("BIGINT", contracts[DatasetId.Parse("adult-social-care")].RecordId.PhysicalType);
    }

    [Fact]
    public void LoadAll_FebrlSources_ReadsTwo() =>
        Assert.Equal(2, ContractReader.LoadAll(RepositoryPaths.Of("tests", "Linkage.EndToEnd.Tests", "febrl", "sources")).Count);

    [Fact]
    public void LoadAll_EveryColumn_IsHeldInTheZoneOfItsClass()
    {
        foreach (var column in ContractReader.LoadAll(RepositoryPaths.Sources).Values.SelectMany(c => c.Columns))
        {
            Assert.True(column.Meaning is null || column.HomeZone == Zone.Identity, column.Name);
            Assert.True(!column.IsRecordId || column.HomeZone == Zone.Identity, column.Name);
        }
    }

    [Fact]
    public void Load_FullColumn_ReadsEveryKey()
    {
        var contract = Read(Csv(Column("amount", "number", more: "whenUnreadable: warn\nquality:\n  - { metric: invalidValues, mustBe: 0, arguments: { minimum: -1.5, maximum: 10 }, severity: reject }\n  - { metric: nullValues, unit: percent, mustBeLessOrEqualTo: 2.5, severity: warn }")));

        var amount = contract.Columns[1];
        Assert.Equal(OnFailure.Warn, amount.WhenUnreadable);
        Assert.Equal([new Expectation.Range("-1.5", "10", OnFailure.Reject), new Expectation.MaximumNullShare(0.025, OnFailure.Warn)], amount.Expectations);
        Assert.Equal([new Expectation.NotNull(OnFailure.Reject), new Expectation.Unique(OnFailure.Reject)], contract.RecordId.Expectations);
    }

    [Fact]
    public void Load_RowCount_IsTheMinimumAndOneWithoutIt()
    {
        var plain = Csv(Column("amount", "number"));

        Assert.Equal(1, Read(plain).MinimumRows);
        Assert.Equal(0, Read(WithMinimumRows(plain, 0)).MinimumRows);
        Assert.Equal(500, Read(WithMinimumRows(plain, 500)).MinimumRows);
        Assert.Throws<ConfigurationException>(() => Read(WithMinimumRows(plain, -1)));
        Assert.Throws<ConfigurationException>(() => Read(WithMinimumRows(plain, 1).Replace("rowCount", "nullValues", StringComparison.Ordinal)));
        Assert.Throws<ConfigurationException>(() => Read(WithMinimumRows(plain, 1).Replace("1 }]", "1 }, { metric: rowCount, mustBeGreaterOrEqualTo: 2 }]", StringComparison.Ordinal)));
    }

    [Fact]
    public void ContentHash_MinimumRows_CountsUnlessItIsTheDefault()
    {
        var plain = Csv(Column("amount", "number"));

        // Written down: rules name contracts by this hash, so a contract without the new key must keep it.
        Assert.Equal("d94d2d7d77c5e643c83e807ccf3cfb2358fdb4f180410242de6774639da5730a", Read(plain).ContentHash);
        Assert.Equal(Read(plain).ContentHash, Read(WithMinimumRows(plain, 1)).ContentHash);
        Assert.NotEqual(Read(plain).ContentHash, Read(WithMinimumRows(plain, 0)).ContentHash);
        Assert.NotEqual(Read(plain).ContentHash, Read(WithMinimumRows(plain, 2)).ContentHash);
    }

    [Fact]
    public void ContentHash_LayoutOrDescriptionChanged_Stays()
    {
        var plain = Read(Csv(Column("amount", "number")));
        var other = Read("# A remark\n" + Csv(Column("amount", "number", more: "description: what is owed")));

        Assert.Equal(plain.ContentHash, other.ContentHash);
    }

    [Theory]
    [InlineData("uses: [Select]", "uses: [Select, Output]")]
    [InlineData("logicalType: number", "logicalType: integer")]
    [InlineData("classification: Attribute", "classification: SpecialCategory")]
    [InlineData("version: 1.0.0", "version: 1.0.1")]
    [InlineData("value: 30", "value: 31")]
    [InlineData("encoding: utf-8", "encoding: windows-1252")]
    public void ContentHash_MeaningChanged_Changes(string before, string after)
    {
        var text = Csv(Column("amount", "number"));
        Assert.Contains(before, text, StringComparison.Ordinal);

        Assert.NotEqual(Read(text).ContentHash, Read(text.Replace(before, after, StringComparison.Ordinal)).ContentHash);
    }

    [Theory]
    [InlineData("../people.csv")]
    [InlineData("..")]
    [InlineData("sub/people.csv")]
    [InlineData("/etc/passwd")]
    [InlineData("C:people.csv")]
    [InlineData(".hidden")]
    [InlineData("people?.csv")]
    [InlineData("people%2e%2e.csv")]
    public void Load_PathThatIsNotAPlainName_NamesFileLineAndKey(string path)
    {
        var problem = Assert.Throws<ConfigurationException>(() => Read(Csv(string.Empty, path)));

        Assert.EndsWith("people.yaml", problem.File, StringComparison.Ordinal);
        Assert.Equal("servers[0].path", problem.Key);
        Assert.Equal(15, problem.Line);
    }

    [Fact]
    public void Load_BackslashInPath_IsRefused() =>
        Assert.Equal("servers[0].path", Assert.Throws<ConfigurationException>(() => Read(Csv(string.Empty, @"..\\people.csv"))).Key);

    [Theory]
    [InlineData("origin: Council", "origin: Council\nordner: x", "ordner")]
    [InlineData("uses: [Select]", "uses: [Select]\n        usez: x", "schema[0].properties[1].usez")]
    [InlineData("origin: Council", "origin: Mars", "origin")]
    [InlineData("status: active", "status: draft", "status")]
    [InlineData("version: 1.0.0", "version: 1.0", "version")]
    [InlineData("id: people", "id: People", "id")]
    [InlineData("id: people", "id: folk", "id")]
    [InlineData("uses: [Select]", "uses: []", "schema[0].properties[1].uses")]
    [InlineData("uses: [Select]", "uses: [Select, Never]", "schema[0].properties[1].uses")]
    [InlineData("uses: [Select]", "uses: [Sell]", "schema[0].properties[1].uses[0]")]
    [InlineData("classification: Attribute", "classification: Secret", "schema[0].properties[1].classification")]
    [InlineData("        classification: Attribute\n", "", "schema[0].properties[1].classification")]
    [InlineData("classification: Attribute", "classification: FreeText", "schema[0].properties[1].uses")]
    [InlineData("classification: Attribute", "classification: Attribute\n        meaning: Surname", "schema[0].properties[1].classification")]
    [InlineData("name: amount", "name: Amount", "schema[0].properties[1].name")]
    [InlineData("name: amount", "name: line_number", "schema[0].properties[1].name")]
    [InlineData("name: amount", "name: ref", "schema[0].properties[1]")]
    [InlineData("physicalName: AMOUNT", "physicalName: Ref", "schema[0].properties[1]")]
    [InlineData("physicalName: AMOUNT", "physicalName: ' ref '", "schema[0].properties[1]")]
    [InlineData("logicalType: number", "logicalType: date", "schema[0].properties[1].logicalTypeOptions")]
    [InlineData("logicalType: number", "logicalType: date\n        logicalTypeOptions: { format: '%d/%m/%y' }", "schema[0].properties[1].logicalTypeOptions.format")]
    [InlineData("logicalType: number", "logicalType: date\n        logicalTypeOptions: { format: '%d/%m' }", "schema[0].properties[1].logicalTypeOptions.format")]
    [InlineData("logicalType: number", "logicalType: number\n        primaryKey: true", "schema[0].properties[1]")]
    [InlineData("        primaryKey: true\n", "", "schema[0].properties")]
    [InlineData("delimiter: comma", "delimiter: ','", "servers[0].delimiter")]
    [InlineData("encoding: utf-8", "encoding: ebcdic", "servers[0].encoding")]
    [InlineData("value: 30", "value: 0", "slaProperties[0].value")]
    public void Load_OneThingWrong_NamesTheKey(string before, string after, string key)
    {
        var text = Csv(Column("amount", "number"));
        Assert.Contains(before, text, StringComparison.Ordinal);
        var place = text.LastIndexOf(before, StringComparison.Ordinal);

        var problem = Assert.Throws<ConfigurationException>(() => Read(text[..place] + after + text[(place + before.Length)..]));

        Assert.Equal(key, problem.Key);
        Assert.True(problem.Line is not null || key == "id");
        Assert.Contains("people.yaml", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("string", "{ metric: invalidValues, mustBe: 0, arguments: { pattern: '(?=x)' }, severity: warn }")]
    [InlineData("string", "{ metric: invalidValues, mustBe: 0, arguments: { pattern: '(' }, severity: warn }")]
    [InlineData("number", "{ metric: invalidValues, mustBe: 0, arguments: { pattern: 'x' }, severity: warn }")]
    [InlineData("number", "{ metric: invalidValues, mustBe: 0, arguments: { validValues: [x] }, severity: warn }")]
    [InlineData("string", "{ metric: invalidValues, mustBe: 0, arguments: { minimum: 1 }, severity: warn }")]
    [InlineData("number", "{ metric: invalidValues, mustBe: 0, arguments: { minimum: 2026-01-01 }, severity: warn }")]
    [InlineData("number", "{ metric: invalidValues, mustBe: 0, arguments: {}, severity: warn }")]
    [InlineData("number", "{ metric: invalidValues, mustBe: 1, arguments: { minimum: 1 }, severity: warn }")]
    [InlineData("number", "{ metric: nullValues, mustBe: 0, severity: ignore }")]
    [InlineData("number", "{ metric: nullValues, unit: percent, mustBeLessOrEqualTo: 101, severity: warn }")]
    [InlineData("number", "{ metric: rowCount, mustBe: 0, severity: warn }")]
    public void Load_ExpectationThatCannotHold_IsRefused(string type, string quality)
    {
        var problem = Assert.Throws<ConfigurationException>(() => Read(Csv(Column("amount", type, more: $"quality:\n  - {quality}"))));

        Assert.StartsWith("schema[0].properties[1].quality[0]", problem.Key, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SameExpectationTwice_IsRefused() =>
        Assert.Throws<ConfigurationException>(() => Read(Csv(Column("amount", more: "required: true\nquality:\n  - { metric: nullValues, mustBe: 0, severity: warn }"))));

    [Theory]
    [InlineData("integer", "DATE")]
    [InlineData("date", "BIGINT")]
    [InlineData("boolean", "INTEGER")]
    [InlineData("string", "STRUCT(a INTEGER)")]
    public void Load_PhysicalTypeThatDoesNotFit_IsRefused(string type, string physicalType) =>
        Assert.Equal("schema[0].properties[1].physicalType", Assert.Throws<ConfigurationException>(() => Read(Parquet(Column("amount", type, more: $"physicalType: {physicalType}")))).Key);

    [Fact]
    public void LoadAll_MissingFolder_IsRefused() =>
        Assert.Throws<ConfigurationException>(() => ContractReader.LoadAll(_folder.PathOf("nowhere")));
}
