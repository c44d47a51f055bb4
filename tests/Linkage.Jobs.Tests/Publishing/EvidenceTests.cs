using System.Text;
using System.Text.Json;
using Linkage.Governance.Rules;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Publishing.Dpia;
using Linkage.Jobs.Publishing.Pages;
using Linkage.Jobs.Publishing.Processing;
using Linkage.Jobs.Publishing.Rules;
using Linkage.Jobs.Publishing.Transparency;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Publishing;

/// <summary>The documents that are kept as evidence: DPIA pack, record of processing, transparency record.</summary>
public sealed class EvidenceTests : IDisposable
{
    private static readonly string[] LeftToPeople = ["0.2", "1.4", "2.1.3", "2.2.4", "2.3.5", "2.4.2.7", "2.5.2"];

    private readonly SampleSources _samples = new();

    public void Dispose() => _samples.Dispose();

    [Fact]
    public void Dpia_OfARule_FollowsArticle35AndLeavesJudgementToPeople()
    {
        var page = Dpia("homes-and-money.v4");

        page.IsAccessibleAndAlone();
        Assert.Equal(
            ["Contents", "(a) Systematic description of the processing and its purposes", "(b) Necessity and proportionality", "(c) Risks to the rights and freedoms of people", "(d) Measures", "Advice and sign-off"],
            page.All("h2").Select(h => h.Value));
        Assert.Contains("No single team sees all three signs", page.Cell("Law", "Why it is necessary, as the rule has it"), StringComparison.Ordinal);
        Assert.Contains("Anyone with rent arrears before the panel", page.Cell("What is done with them", "Query cohort"), StringComparison.Ordinal);
        Assert.Equal("adult-social-care: open_case", page.Cell("(c) Risks", "Special category data that may be used"));
        Assert.Equal("Medium, by DPIA-2026-014 version 2.0", page.Cell("(c) Risks", "Residual risk that people recorded in the rule"));
        Assert.Equal("HA96-P7", page.Cell("(c) Risks", "Law that a lawyer has still to confirm"));
        Assert.Contains("DPO, 11 November 2026", page.Cell("Advice and sign-off", "Approvals of the rule that count"), StringComparison.Ordinal);
        Assert.Contains("No workspace was looked at", page.Section("How much was done so far").Value, StringComparison.Ordinal);
        var gaps = page.All("div").Where(d => d.Attribute("class")?.Value == "gap").ToArray();
        Assert.Equal(6, gaps.Length);
        Assert.All(gaps, gap => Assert.StartsWith("To be written by ", gap.Value, StringComparison.Ordinal));
        Assert.All(SampleSources.Registry.People.All, person => Assert.DoesNotContain(person.Id, page.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Dpia_OfADraftWithoutDpia_IsMadeAndSaysWhatIsMissing()
    {
        var sources = SampleSources.Of(new Registry(
            SampleSources.Registry.Catalogue, SampleSources.Registry.Rules.Select(r => r.Version == 4 ? r with { Status = RuleStatus.Draft, Dpia = null, Approvals = [] } : r), SampleSources.Registry.People));
        var page = new PublishedPage(HtmlPage.ToBytes(new DpiaPack(sources, DescribedRule.Of(sources.RuleOf("homes-and-money v4"), sources), null).ToPage()));

        Assert.Contains("Draft: permits nothing", page.Text, StringComparison.Ordinal);
        Assert.Equal("None", page.Cell("Advice and sign-off", "DPIA"));
        Assert.Equal("None", page.Cell("Advice and sign-off", "Approvals of the rule that count"));
    }

    [Theory]
    [InlineData("homes-and-money", "2026-11-15", 3)]
    [InlineData("homes-and-money", "2026-11-16", 4)]
    [InlineData("homes-and-money", "2030-01-01", 4)]
    [InlineData("homes-and-money.v3", "2026-11-16", 3)]
    [InlineData("homes-and-money v3", "2026-11-16", 3)]
    public void RuleOf_AName_IsTheVersionNamedOrTheOneInForceOrTheNewest(string name, string day, int version) =>
        Assert.Equal(version, SampleSources.AsTheyAre(DateTimeOffset.Parse(day, System.Globalization.CultureInfo.InvariantCulture)).RuleOf(name).Version);

    [Fact]
    public void RuleOf_AnUnknownName_ListsThoseThereAre()
    {
        var problem = Assert.Throws<ProblemException>(() => SampleSources.AsTheyAre().RuleOf("homes-and-money.v5")).Problem;

        Assert.Equal(("UNKNOWN_RULE", ExitCode.BadConfiguration), (problem.Code, problem.ExitCode));
        Assert.Contains("homes-and-money.v4", problem.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-22", "child-poverty-research 1|homes-and-money 4", "None.")]
    [InlineData("2026-11-15", "child-poverty-research 1|homes-and-money 3", "None.")]
    [InlineData("2027-12-01", "", "child-poverty-research|homes-and-money")]
    public void Article30_AtAnInstant_HasAnEntryForEachRuleInForce(string day, string activities, string dormant)
    {
        var record = ProcessingRecord.Of(SampleSources.AsTheyAre(DateTimeOffset.Parse(day, System.Globalization.CultureInfo.InvariantCulture)));
        var page = new PublishedPage(HtmlPage.ToBytes(record.ToPage()));
        var records = CsvReader.Read(Encoding.UTF8.GetString(record.ToTable().ToBytes()));

        Assert.Equal(activities, string.Join('|', records.Skip(1).Select(r => $"{r[0]} {r[1]}")));
        var section = page.Section("Rules without a version in force");
        Assert.Equal(dormant, string.Join('|', section.Descendants().Where(e => e.Name.LocalName is "p" or "li").Select(e => e.Value)));
    }

    [Fact]
    public void Article30_OfTheSamples_HasTheHeadingsOfTheArticle()
    {
        var record = ProcessingRecord.Of(SampleSources.AsTheyAre());
        var page = new PublishedPage(HtmlPage.ToBytes(record.ToPage()));

        page.IsAccessibleAndAlone();
        Assert.Contains("Rent arrears panel", page.Cell("(homes-and-money v4)", "(c) Categories of data subjects"), StringComparison.Ordinal);
        Assert.Equal("adult-social-care: open_case", page.Cell("(homes-and-money v4)", "(c) Categories of personal data: special category data"));
        Assert.Contains("90 days", page.Cell("(homes-and-money v4)", "(f) Time limits for erasure"), StringComparison.Ordinal);
        Assert.Contains("third country", page.Section("(homes-and-money v4)").Value, StringComparison.Ordinal);
        foreach (var heading in "abcdefg")
        {
            Assert.Contains(record.ToTable().Columns, column => column.StartsWith($"({heading})", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Transparency_OfAModel_SaysWhatItComparesAndWhichRulesUseIt()
    {
        var page = Transparency("housing+customer-services");
        using var file = JsonDocument.Parse(File.ReadAllText(RepositoryPaths.Of("schemas", "models", "customer-services+housing.json")));
        var levels = file.RootElement.GetProperty("comparisons").EnumerateArray().Sum(c => c.GetProperty("levels").GetArrayLength());

        page.IsAccessibleAndAlone();
        Assert.Equal(levels, page.Section("2.4.2.6").Descendants("tbody").Single().Elements("tr").Count());
        Assert.Contains(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(RepositoryPaths.Of("schemas", "models", "customer-services+housing.json")))),
            page.Section("2.4.2.2").Value,
            StringComparison.Ordinal);
        Assert.Equal(["homes-and-money v4", "rent-arrears-panel and food-vouchers", "0.95"], page.Section("2.4.2.5").Descendants("tbody").Single().Elements("tr").Single().Elements().Select(e => e.Value));
        Assert.Contains("20261101", page.Cell("2.4.3.1", "Seed"), StringComparison.Ordinal);
        Assert.Equal("DPIA-2026-014 version 2.0, review by 30 November 2027", page.Cell("2.5.1", "homes-and-money v4"));
        Assert.All(LeftToPeople, field => Assert.Contains("To be written by the tool's owner", page.Section(field + " ").Value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("benefits+welfare", "child-poverty-research v1: benefits-ctr-hb and dwp-lcf-monthly to find people who are in both at 0.95")]
    [InlineData("benefits+benefits", "child-poverty-research v1: benefits-ctr-hb and benefits-ctr-hb to find records of one person at 0.95")]
    [InlineData("adult-social-care+housing", "homes-and-money v4: rent-arrears-panel and adult-social-care to leave out people who are in the other at 0.95")]
    [InlineData("adult-social-care+adult-social-care", "")]
    [InlineData("housing+safeguarding", "homes-and-money v4: rent-arrears-panel and unsafe-to-contact to leave out people on a list at 0.5")]
    [InlineData("adult-social-care+safeguarding", "")]
    [InlineData("housing+revenues", "")]
    public void ModelUse_UnderTheSamples_IsWhatTheLinkStageCompares(string model, string uses) => Assert.Equal(
        uses,
        string.Join('|', ModelUse.Of(model, SampleSources.AsTheyAre()).Select(u => FormattableString.Invariant($"{u.Rule.Rule.Name}: {u.Left} and {u.Right} to {u.For} at {u.MinimumProbability:0.##}"))));

    [Fact]
    public void Evidence_OfModels_SaysWhichTheRuleApproved()
    {
        var approved = RepositoryPaths.Of("schemas", "models", "customer-services+housing.json");
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(approved)));
        Assert.Contains($"food-vouchers+rent-arrears-panel{digest}", Dpia("homes-and-money").Section("What is done with them").Value, StringComparison.Ordinal);

        Assert.Equal("this model", Approved(models => models));
        Assert.StartsWith("another model", Approved(models => models.ToDictionary(m => m.Key, m => new string('d', 64))), StringComparison.Ordinal);
        Assert.StartsWith("no model", Approved(_ => new Dictionary<string, string>()), StringComparison.Ordinal);

        string Approved(Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> change)
        {
            var sources = _samples.With(rule => rule with { Models = change(rule.Models) });
            var found = MatchingModel.Find(sources.Models, "customer-services+housing");
            var page = new PublishedPage(HtmlPage.ToBytes(new TransparencyRecord(sources, found, ModelUse.Of(found.Name, sources)).ToPage()));
            return page.All("table").First(t => t.Value.Contains("find people who are in both", StringComparison.Ordinal)).Descendants("td").Last().Value;
        }
    }

    [Fact]
    public void Transparency_OfAModelThatNoRuleUses_SaysSo()
    {
        var page = Transparency("housing+revenues");

        page.IsAccessibleAndAlone();
        Assert.Contains("No rule in force uses it", page.Section("2.3.1").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Evidence_WithMarkupInARule_ShowsItAsText()
    {
        var sources = _samples.With(rule => rule with
        {
            Title = "<script>alert(1)</script>",
            Conditions = ["<b>x</b>"],
            Law = rule.Law with { Necessity = "</td><script>alert(2)</script>" },
            Selection = [.. rule.Selection.Select(s => s with { Text = "<iframe src=x>" })],
        });
        var described = DescribedRule.Of(sources.RuleOf("homes-and-money"), sources);

        foreach (var html in new[]
        {
            HtmlPage.ToBytes(new DpiaPack(sources, described, null).ToPage()),
            HtmlPage.ToBytes(ProcessingRecord.Of(sources).ToPage()),
            HtmlPage.ToBytes(new TransparencyRecord(sources, MatchingModel.Find(sources.Models, "housing+housing"), ModelUse.Of("housing+housing", sources)).ToPage()),
        })
        {
            var page = new PublishedPage(html);
            page.IsAccessibleAndAlone();
            Assert.Contains("<script>alert(1)</script>", page.Text, StringComparison.Ordinal);
            Assert.Empty(page.All("b"));
        }
    }

    private static PublishedPage Dpia(string rule)
    {
        var sources = SampleSources.AsTheyAre();
        return new PublishedPage(HtmlPage.ToBytes(new DpiaPack(sources, DescribedRule.Of(sources.RuleOf(rule), sources), null).ToPage()));
    }

    private static PublishedPage Transparency(string model)
    {
        var sources = SampleSources.AsTheyAre();
        var found = MatchingModel.Find(sources.Models, model);
        return new PublishedPage(HtmlPage.ToBytes(new TransparencyRecord(sources, found, ModelUse.Of(found.Name, sources)).ToPage()));
    }
}
