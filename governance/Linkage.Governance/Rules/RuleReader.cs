using System.Text.RegularExpressions;
using Linkage.Governance.Catalogue;
using Linkage.Governance.Documents;

namespace Linkage.Governance.Rules;

/// <summary>Reads a rule from its mapping, and notes the names that the registry has to know.</summary>
internal sealed partial class RuleReader
{
    private readonly List<RuleReference> _references = [];

    public IReadOnlyList<RuleReference> References => _references;

    public Rule Read(YamlMapping map)
    {
        map.Required("kind").AsOneOf([RuleFile.Kind]);
        map.RequiredInteger("formatVersion", 1, 1);
        var id = map.Required("id");
        if (!RuleId().IsMatch(id.AsString()))
        {
            throw id.Error("a rule id is lower-case letters, digits and single hyphens, at most 60 characters; rename it.");
        }

        var rule = new Rule
        {
            Id = id.AsString(),
            Version = map.RequiredInteger("version", 1),
            Supersedes = map.OptionalInteger("supersedes", 1),
            Title = map.RequiredString("title"),
            Nation = map.RequiredEnum<Nation>("nation"),
            Status = Status(map.Required("status")),
            StatusReason = map.OptionalString("statusReason"),
            Author = Name(map.Required("author"), ReferenceTarget.Person),
            Requester = Name(map.Required("requester"), ReferenceTarget.Person),
            ValidFrom = map.RequiredDate("validFrom"),
            ValidTo = map.RequiredDate("validTo"),
            Controllers = map.RequiredList("controllers", node => node.AsMap(Party)),
            Processors = map.OptionalList("processors", node => node.AsMap(Party)),
            Purpose = map.RequiredMap("purpose", Purpose),
            Law = map.RequiredMap("law", Law),
            Dpia = map.OptionalMap("dpia", Dpia),
            Agreement = map.OptionalMap("agreement", Agreement),
            ReuseApprovals = map.OptionalList("reuseApprovals", node => node.AsMap(ReuseApproval)),
            Datasets = map.RequiredList("datasets", node => node.AsMap(RuleContentReader.Dataset)),
            Contracts = RuleContentReader.Contracts(map),
            Models = RuleContentReader.Models(map),
            Joins = map.OptionalList("joins", node => node.AsMap(RuleContentReader.Join)),
            MustExclude = map.OptionalStrings("mustExclude"),
            Selection = map.OptionalList("selection", node => node.AsMap(RuleContentReader.Selection)),
            Trial = map.OptionalMap("trial", RuleTrialReader.Read),
            Outputs = map.RequiredList("outputs", node => node.AsMap(RuleContentReader.Output)),
            Disclosure = map.OptionalMap("disclosure", RuleContentReader.Disclosure),
            Reidentify = map.RequiredMap("reidentify", RuleContentReader.Reidentify),
            Recipients = map.RequiredList("recipients", node => node.AsMap(RuleContentReader.Recipient)),
            RetentionDays = map.RequiredInteger("retentionDays", 1, 3650),
            OptOutLists = map.OptionalStrings("optOutLists"),
            Schedule = map.RequiredList("schedule", node => node.AsEnum<RunSchedule>()),
            MaxRuns = map.OptionalInteger("maxRuns", 1),
            Conditions = map.OptionalStrings("conditions"),
            Approvals = map.OptionalList("approvals", node => node.AsMap(Approval)),
        };
        RuleConsistency.Check(rule, map);
        return rule;
    }

    private static RuleStatus Status(YamlNode node) =>
        node.AsEnum<RuleStatus>() is var status && status != RuleStatus.Expired
            ? status
            : throw node.Error("Expired follows from the dates and is never written; write the status that was last decided.");

    private static Party Party(YamlMapping map) =>
        new(map.RequiredString("id"), map.RequiredEnum<PartyType>("type"), map.OptionalString("scheduleEntry"));

    private static Dpia Dpia(YamlMapping map) => new(
        map.RequiredString("reference"),
        map.RequiredString("version"),
        map.RequiredDate("approvedOn"),
        map.RequiredDate("reviewBy"),
        map.RequiredEnum<ResidualRisk>("residualRisk"),
        map.RequiredString("dpoAdvice"),
        map.RequiredDate("dpoAdvisedOn"),
        map.OptionalDate("siroSignedOn"),
        map.OptionalDate("icoConsultedOn"));

    private static Agreement Agreement(YamlMapping map) => new(
        map.RequiredString("reference"),
        map.RequiredString("version"),
        map.RequiredStrings("parties"),
        map.RequiredDate("signedOn"),
        map.RequiredDate("reviewBy"));

    private RulePurpose Purpose(YamlMapping map) => new(
        Names(map, "codes", ReferenceTarget.Purpose, required: true),
        map.RequiredString("text"),
        Names(map, "incompatibleWith", ReferenceTarget.Purpose));

    private RuleLaw Law(YamlMapping map) => new()
    {
        Powers = Names(map, "powers", ReferenceTarget.Entry, required: true),
        BarsCleared = map.OptionalList("barsCleared", node => node.AsMap(BarClearance)),
        Article6 = Names(map, "article6", ReferenceTarget.Entry, required: true),
        Article9 = Names(map, "article9", ReferenceTarget.Entry),
        Schedule1 = Names(map, "schedule1", ReferenceTarget.Entry),
        Article10 = Names(map, "article10", ReferenceTarget.Entry),
        Necessity = map.RequiredString("necessity"),
        PolicyDocument = map.OptionalString("policyDocument"),
        Notice = map.RequiredString("notice"),
        ConsentEvidence = map.OptionalString("consentEvidence"),
        Accreditation = map.OptionalString("accreditation"),
    };

    private BarClearance BarClearance(YamlMapping map) => new(
        Name(map.Required("bar"), ReferenceTarget.Entry),
        map.RequiredEnum<Clearance>("how"),
        map.Optional("by") is { } by ? Name(by, ReferenceTarget.Entry) : null,
        map.RequiredString("evidence"));

    private ReuseApproval ReuseApproval(YamlMapping map) => new(
        map.Required("body").AsOneOf(Words.Origins.ToArray()),
        map.RequiredString("reference"),
        map.RequiredDate("from"),
        map.RequiredDate("to"),
        map.RequiredStrings("columns"),
        Names(map, "purposes", ReferenceTarget.Purpose, required: true));

    private Approval Approval(YamlMapping map) => new(
        map.RequiredEnum<ApproverRole>("role"),
        map.RequiredString("person"),
        RuleContentReader.Digest(map.Required("ruleHash")),
        map.RequiredInstant("at"),
        map.OptionalString("onBehalfOf"),
        Names(map, "acknowledges", ReferenceTarget.Entry),
        map.Optional("signature") is { } signature and not YamlScalar { IsNull: true } ? signature.AsString() : null);

    private string Name(YamlNode node, ReferenceTarget target)
    {
        var name = node.AsString();
        _references.Add(new RuleReference(target, name, node));
        return name;
    }

    private IReadOnlyList<string> Names(YamlMapping map, string key, ReferenceTarget target, bool required = false)
    {
        var names = required ? map.RequiredStrings(key) : map.OptionalStrings(key);
        foreach (var item in (map.Optional(key) as YamlList)?.Items ?? [])
        {
            _references.Add(new RuleReference(target, item.AsString(), item));
        }

        return names;
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex RuleId();
}
