using System.Text;
using Linkage.Governance.Catalogue;
using Linkage.Governance.Rules;
using Linkage.Jobs.Publishing;
using Linkage.Jobs.Publishing.Pages;
using Linkage.Jobs.Publishing.Register;

namespace Linkage.Jobs.Tests.Publishing;

public sealed class PublicRegisterTests : IDisposable
{
    private readonly SampleSources _samples = new();

    public void Dispose() => _samples.Dispose();

    [Fact]
    public void Register_OfTheSamples_SaysWhoWhyUnderWhichLawAndForHowLong()
    {
        var page = Page(SampleSources.AsTheyAre());
        const string Rule = "(homes-and-money v4)";

        page.IsAccessibleAndAlone();
        Assert.Equal("In force", page.Cell(Rule, "Status"));
        Assert.Equal("ashgrove-council (council; Digital Economy Act 2017 Sch. 4: a district council in England)", page.Cell(Rule, "Controllers"));
        Assert.Equal("homes-and-money-outreach of ashgrove-council, in council-crm", page.Cell(Rule, "Recipients"));
        Assert.Contains("HA96-P7: Housing Act 1996 Part 7, s.179, 195. Homelessness advice and prevention.", page.Cell(Rule, "Legal powers"), StringComparison.Ordinal);
        Assert.Contains("UK GDPR Art. 9(2)(g)", page.Cell(Rule, "Data protection bases"), StringComparison.Ordinal);
        Assert.Equal("16 November 2026", page.Cell(Rule, "First day"));
        Assert.Equal("30 November 2027: its impact assessment has to be reviewed by then", page.Cell(Rule, "Last day"));
        Assert.Contains("A release: 90 days", page.Cell(Rule, "Kept for"), StringComparison.Ordinal);
        Assert.Equal("adult-social-care: open_case", page.Cell(Rule, "Special category data"));
        Assert.Contains("think-family: address, postcode", page.Cell(Rule, "Contact details"), StringComparison.Ordinal);
        Assert.Contains("food-vouchers: customer_name, date_of_birth", page.Cell(Rule, "Identifiers"), StringComparison.Ordinal);
        Assert.DoesNotContain("call_notes", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("nhs_number", page.Text, StringComparison.Ordinal);
        Assert.Contains("Nobody younger than 18 is named", page.Cell(Rule, "Disclosure"), StringComparison.Ordinal);
        Assert.Contains("Counts below 10 people are not shown", page.Cell("(child-poverty-research v1)", "Disclosure"), StringComparison.Ordinal);
        Assert.Equal("No longer in force since 16 November 2026: version 4 takes its place", page.Cell("(homes-and-money v3)", "Status"));
        Assert.Equal("15 November 2026: version 4 takes its place", page.Cell("(homes-and-money v3)", "Last day"));
    }

    [Fact]
    public void Register_OfARuleWithRows_SaysWhatHoldsOfDatesAndLaddersAlsoByDefault()
    {
        const string Rule = "(child-poverty-research v1)";
        var silent = Page(SampleSources.AsTheyAre());

        Assert.Contains("In rows without names columns that are dates are given by the month at the finest, by default", silent.Cell(Rule, "Disclosure"), StringComparison.Ordinal);
        Assert.Contains("until at most 5 % of people are left out for sharing their details with too few, by default", silent.Cell(Rule, "Disclosure"), StringComparison.Ordinal);
        Assert.DoesNotContain("columns that are dates", silent.Cell("(homes-and-money v4)", "Disclosure"), StringComparison.Ordinal);

        var said = Page(_samples.With(rule => rule.Id != "child-poverty-research" ? rule : rule with { Disclosure = rule.Disclosure! with { Dates = "year", MaximumSuppressedPercent = 2 } })).Cell(Rule, "Disclosure");
        Assert.Contains("given by the year at the finest", said, StringComparison.Ordinal);
        Assert.Contains("at most 2 %", said, StringComparison.Ordinal);
        Assert.DoesNotContain("by default", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Register_OfARuleWithSums_SaysWhatEachAddsUpAndEachRatioDivides()
    {
        var page = Page(_samples.With(rule => rule.Id != "child-poverty-research" ? rule : rule with
        {
            Outputs =
            [
                rule.Outputs[0],
                rule.Outputs[1] with
                {
                    Columns =
                    [
                        .. rule.Outputs[1].Columns,
                        new RuleOutputColumn("children", ColumnRole.Sum, ["dwp-lcf-monthly.children"]),
                        new RuleOutputColumn("mean", ColumnRole.Ratio, []) { Numerator = "children", Denominator = "families" },
                    ],
                },
            ],
            Disclosure = rule.Disclosure! with { Sums = new SumTerms(2, 90, 10, 10) },
        }));

        Assert.Contains(
            "Counts and sums, by ward: ward_code, in_relative_low_income, families, children (the sum of dwp-lcf-monthly.children), mean (children divided by families)",
            page.Cell("(child-poverty-research v1)", "Outputs"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Table_OfTheSamples_TellsTheSameAsThePage()
    {
        var records = Records(SampleSources.AsTheyAre());
        var columns = records[0].Index().ToDictionary(c => c.Item, c => c.Index);

        Assert.Equal(["child-poverty-research v1", "homes-and-money v4", "homes-and-money v3"], records.Skip(1).Select(r => r[columns["register_entry"]]));
        Assert.Equal(["yes", "yes", "no"], records.Skip(1).Select(r => r[columns["in_force"]]));
        Assert.Equal(["2027-11-30", "2027-11-30", "2026-11-15"], records.Skip(1).Select(r => r[columns["last_day"]]));
        Assert.Equal("adult-social-care: open_case", records[2][columns["special_category_data"]]);
        Assert.Equal([string.Empty, string.Empty, string.Empty], records.Skip(1).Select(r => r[columns["not_classified"]]));
    }

    [Theory]
    [InlineData("2026-11-15T23:59:59Z", "Approved; it begins on 16 November 2026", "In force")]
    [InlineData("2026-11-16T00:00:00Z", "In force", "No longer in force since 16 November 2026: version 4 takes its place")]
    [InlineData("2027-11-30T23:59:59Z", "In force", "No longer in force since 16 November 2026: version 4 takes its place")]
    [InlineData("2027-12-01T00:00:00Z", "No longer in force since 1 December 2027: its impact assessment has to be reviewed by then", "No longer in force since 16 November 2026: version 4 takes its place")]
    public void Status_AtTheBordersOfItsTime_IsTheOneOfThatSecond(string at, string newer, string older)
    {
        var page = Page(SampleSources.AsTheyAre(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Equal((newer, older), (page.Cell("(homes-and-money v4)", "Status"), page.Cell("(homes-and-money v3)", "Status")));
    }

    [Theory]
    [InlineData(RuleStatus.Suspended, "Suspended: set aside for the time being")]
    [InlineData(RuleStatus.Revoked, "Revoked: withdrawn for good")]
    public void Register_OfARuleThatWasStopped_KeepsItAndSaysSoWithoutTheReason(RuleStatus status, string words)
    {
        var sources = SampleSources.Of(Changed(rule => rule with { Status = status, StatusReason = "An incident that Mrs Example told of" }));
        var page = Page(sources);

        Assert.Equal(words, page.Cell("(homes-and-money v4)", "Status"));
        Assert.Contains("Rules that no longer permit anything", page.Section("(homes-and-money v4)").Parent!.Elements().First().Value, StringComparison.Ordinal);
        Assert.DoesNotContain("Mrs Example", page.Text + string.Concat(Records(sources).SelectMany(r => r)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RuleStatus.Draft)]
    [InlineData(RuleStatus.Proposed)]
    [InlineData(RuleStatus.Rejected)]
    public void Register_OfARuleThatNobodyApproved_LeavesItOut(RuleStatus status)
    {
        var sources = SampleSources.Of(Changed(rule => rule with { Status = status }));

        Assert.Equal(["child-poverty-research v1", "homes-and-money v3"], Records(sources).Skip(1).Select(r => r[0]));
        Assert.Equal("In force", Page(sources).Cell("(homes-and-money v3)", "Status"));
    }

    [Theory]
    [InlineData(RuleStatus.Approved)]
    [InlineData(RuleStatus.Revoked)]
    [InlineData(RuleStatus.Suspended)]
    public void Register_OfARuleWhoseApprovalsDoNotBearItOut_LeavesItOut(RuleStatus status)
    {
        var sources = SampleSources.Of(Changed(rule => rule with { Status = status, Approvals = [.. rule.Approvals.Where(a => a.Role != ApproverRole.IAO)] }));

        Assert.DoesNotContain("homes-and-money v4", Records(sources).Select(r => r[0]));
    }

    [Fact]
    public void Register_OfARuleApprovedWithAnotherContract_DoesNotSayWhatItsColumnsHold()
    {
        var sources = _samples.With(rule => rule.Name != "homes-and-money v4" ? rule : rule with
        {
            Contracts = rule.Contracts.ToDictionary(c => c.Key, c => c.Key == "think-family" ? new string('0', 64) : c.Value),
        });
        var page = Page(sources);

        Assert.Contains("think-family: address, date_of_birth", page.Cell("(homes-and-money v4)", "Not classified"), StringComparison.Ordinal);
        Assert.DoesNotContain("think-family", page.Cell("(homes-and-money v4)", "Identifiers"), StringComparison.Ordinal);
    }

    [Fact]
    public void Register_WithMarkupAndFormulasInTheTextsOfARule_ShowsThemAsText()
    {
        var catalogue = new LegalCatalogue(
            SampleSources.Registry.Catalogue.Entries.Select(e => e.Id == "LA11-1" ? e with { What = "<img src=x onerror=alert(2)>" } : e), SampleSources.Registry.Catalogue.Purposes);
        var sources = _samples.With(
            rule => rule with { Title = "=HYPERLINK(\"http://evil\")<script>alert(1)</script>", Purpose = rule.Purpose with { Text = "@SUM(1)\r\n\"x\",<b>bold</b>" } }, catalogue);
        var page = Page(sources);
        var records = Records(sources);
        var columns = records[0].Index().ToDictionary(c => c.Item, c => c.Index);

        page.IsAccessibleAndAlone();
        Assert.Contains("<script>alert(1)</script>", page.Section("(homes-and-money v4)").Elements().First().Value, StringComparison.Ordinal);
        Assert.Contains("<img src=x onerror=alert(2)>", page.Text, StringComparison.Ordinal);
        Assert.Empty(page.All("b"));
        Assert.All(records.Skip(1), r => Assert.Equal("'=HYPERLINK(\"http://evil\")<script>alert(1)</script>", r[columns["title"]]));
        Assert.All(records.Skip(1), r => Assert.Equal("'@SUM(1) \"x\",<b>bold</b>", r[columns["purpose_text"]]));
    }

    [Fact]
    public void PersonalWords_InTheTextsOfARule_AreWithheldWholeWordsAlone()
    {
        var words = new PersonalWords(SampleSources.Registry.People);

        Assert.Equal("asked by [withheld], not by p-okaforson or xp-okafor", words.Withhold("asked by p-okafor, not by p-okaforson or xp-okafor"));
        Assert.Equal("by [withheld] ([withheld]).", words.Withhold("by OKAFOR-ADMIN (Head  of\nresearch)."));
        Assert.Equal(3, words.Count);
        Assert.Equal("nobody", words.Withhold("nobody"));
        Assert.Equal("anything", new PersonalWords(new People([])).Withhold("anything"));
    }

    private static Registry Changed(Func<Rule, Rule> change) => new(
        SampleSources.Registry.Catalogue, SampleSources.Registry.Rules.Select(rule => rule.Name == "homes-and-money v4" ? change(rule) : rule), SampleSources.Registry.People);

    private static PublishedPage Page(PublishingSources sources) => new(HtmlPage.ToBytes(PublicRegister.Of(sources).ToPage()));

    private static IReadOnlyList<IReadOnlyList<string>> Records(PublishingSources sources) => CsvReader.Read(Encoding.UTF8.GetString(PublicRegister.Of(sources).ToTable().ToBytes()));
}
