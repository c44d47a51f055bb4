using System.Text.Json.Nodes;
using Linkage.Governance.Catalogue;
using Linkage.Governance.Decisions;
using Linkage.Governance.Documents;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Schemas;

/// <summary>The JSON Schemas of the formats say what the readers do.</summary>
public sealed class FormatSchemaTests
{
    public static TheoryData<string, string> Files
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var path in Directory.EnumerateFiles(Path.Combine(Samples.GovernanceFolder, "catalogue"), "*.yaml"))
            {
                data.Add("catalogue", Path.GetRelativePath(Samples.RepositoryFolder, path));
            }

            foreach (var path in Directory.EnumerateFiles(Path.Combine(Samples.GovernanceFolder, "rules"), "*.yaml"))
            {
                data.Add(Path.GetFileName(path) == "people.yaml" ? "people" : "rule", Path.GetRelativePath(Samples.RepositoryFolder, path));
            }

            foreach (var (schema, folder) in new[] { ("scenarios", "scenarios"), ("request", "scenarios/requests"), ("rule", "scenarios/rules") })
            {
                foreach (var path in Directory.EnumerateFiles(Path.Combine(Samples.GovernanceFolder, folder), "*.yaml"))
                {
                    data.Add(schema, Path.GetRelativePath(Samples.RepositoryFolder, path));
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Schema_CommittedFile_IsValid(string schema, string path) =>
        Assert.Empty(SchemaSubset.Failures(Schema(schema), Load(path)));

    [Theory]
    [InlineData("catalogue", "governance/catalogue/benefits-and-tax.yaml")]
    [InlineData("rule", "governance/rules/homes-and-money.v4.yaml")]
    [InlineData("people", "governance/rules/people.yaml")]
    [InlineData("scenarios", "governance/scenarios/gate-md.yaml")]
    [InlineData("request", "governance/scenarios/requests/homes-and-money.yaml")]
    public void Schema_UnknownOrMissingKey_IsInvalid(string schema, string path)
    {
        var extra = Load(path)!.AsObject();
        extra["colour"] = "red";
        var missing = Load(path)!.AsObject();
        missing.Remove("kind");

        Assert.Equal([".colour is not known"], SchemaSubset.Failures(Schema(schema), extra));
        Assert.Equal([": required"], SchemaSubset.Failures(Schema(schema), missing));
    }

    [Fact]
    public void Schema_Enumerations_AreThoseOfTheReaders()
    {
        AssertNames<RuleStatus>("rule", "properties/status", nameof(RuleStatus.Expired));
        AssertNames<Granularity>("rule", "properties/outputs/items/properties/granularity");
        AssertNames<ColumnRole>("rule", "properties/outputs/items/properties/columns/items/properties/role");
        AssertNames<OutputKind>("rule", "properties/outputs/items/properties/kind");
        AssertNames<ColumnUse>("rule", "properties/datasets/items/properties/columns/additionalProperties/items");
        AssertNames<JoinType>("rule", "properties/joins/items/properties/types/items");
        AssertNames<ApproverRole>("rule", "properties/approvals/items/properties/role");
        AssertNames<RunSchedule>("rule", "properties/schedule/items");
        AssertNames<ResidualRisk>("rule", "properties/dpia/properties/residualRisk");
        AssertNames<Nation>("rule", "properties/nation");
        AssertNames<PartyType>("rule", "properties/controllers/items/properties/type");
        AssertNames<Clearance>("rule", "properties/law/properties/barsCleared/items/properties/how");
        AssertNames<DatasetSubject>("rule", "properties/datasets/items/properties/subjects/items");
        AssertNames<TrialUnit>("rule", "properties/trial/properties/unit");
        AssertNames<TrialAssignment>("rule", "properties/trial/properties/assignment");
        AssertNames<EntryKind>("catalogue", "properties/entries/items/properties/kind");
        AssertNames<Confidence>("catalogue", "properties/entries/items/properties/confidence");
        AssertNames<RuleStatus>("scenarios", "properties/scenarios/items/properties/expect/properties/status");
        AssertNames<CheckName>("scenarios", "properties/scenarios/items/properties/expect/properties/checks/items");
        Assert.Equal(Enum.GetValues<ReasonCode>().Select(code => code.Written()), Names("scenarios", "properties/scenarios/items/properties/expect/properties/reasons/items"));
        Assert.Equal(Words.Origins, Names("rule", "properties/datasets/items/properties/origin"));
        Assert.Equal(Words.Channels, Names("rule", "properties/reidentify/properties/channels/items"));
        Assert.Equal(Words.JoinKeys, Names("rule", "properties/joins/items/properties/keys/items"));
    }

    private static void AssertNames<TEnum>(string schema, string path, params string[] butNot)
        where TEnum : struct, Enum =>
        Assert.Equal(Enum.GetNames<TEnum>().Except(butNot), Names(schema, path));

    private static string[] Names(string schema, string path) =>
        [.. path.Split('/').Aggregate((JsonNode)Schema(schema), (node, step) => node[step]!)["enum"]!.AsArray().Select(name => name!.GetValue<string>())];

    private static JsonObject Schema(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Samples.RepositoryFolder, "schemas", "formats", $"{name}.schema.json")))!.AsObject();

    private static JsonNode? Load(string path) => SchemaSubset.Json(YamlDocument.Load(Path.Combine(Samples.RepositoryFolder, path)).Root);
}
