using Linkage.Governance.Catalogue;
using Linkage.Governance.Decisions;

namespace Linkage.Governance.Tests.Catalogue;

public sealed class CatalogueTests
{
    private const string Ids = """
        DEA-35-MD:high DEA-35-FP:medium DEA-35-WP:medium DEA-35-TV:medium DEA-48:medium DEA-56:check DEA-64:medium
        WRA-131:medium WRA-132:high SSAA-123:high DWP-REUSE:high CRCA-18:medium SS-SCOT-85:medium LGFA-SCH2:medium EREG-107:high
        CA89-17-47:check CA04-10:medium CA04-16LA:check CARE-6-7-45:medium HA96-P7:check HA96-213B:high CDA-115:medium PCSC-16:medium
        NHSA-251:medium HSCA-251B:medium EDA-537A:medium LAAA-SCH9:medium LA11-1:high LGIS03-20:medium CLDC:high
        ART6-A:high ART6-B:high ART6-C:high ART6-D:high ART6-E:high ART6-EA:high ART6-F:high
        ART9-A:high ART9-B:high ART9-C:high ART9-F:high ART9-G:high ART9-H:high ART9-I:high ART9-J:high ART10:high
        SCH1-1:medium SCH1-2:medium SCH1-3:medium SCH1-4:medium SCH1-6:medium SCH1-8:medium SCH1-10:medium SCH1-14:medium
        SCH1-16:medium SCH1-17:medium SCH1-18:medium SCH1-19:medium
        """;

    [Fact]
    public void Catalogue_Committed_HasEveryEntryWithItsConfidence() =>
        Assert.Equal(
            Ids.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            Samples.Catalogue.Entries.Select(entry => $"{entry.Id}:{entry.Confidence}").Order(StringComparer.Ordinal));

    [Fact]
    public void Catalogue_Committed_SaysWhoCheckedAndWhen()
    {
        foreach (var entry in Samples.Catalogue.Entries)
        {
            Assert.False(string.IsNullOrWhiteSpace(entry.VerifiedBy) || string.IsNullOrWhiteSpace(entry.What) || string.IsNullOrWhiteSpace(entry.Where), entry.Id);
            Assert.True(entry.VerifiedOn <= new DateOnly(2026, 11, 22), entry.Id);
            Assert.NotEmpty(entry.Nations);
            Assert.True(entry.InForceFrom is not null || entry.Confidence == Confidence.check, entry.Id);
        }
    }

    [Fact]
    public void Catalogue_Bars_SayWhatRaisesThem() =>
        Assert.All(Samples.Catalogue.OfKind(EntryKind.BAR), bar => Assert.True(bar.Limits.RaisedByOrigins.Count + bar.Limits.RaisedBySubjects.Count > 0, bar.Id));

    [Fact]
    public void Catalogue_PartiallyReadEntry_NeedsAcknowledgement()
    {
        Assert.True(Samples.Catalogue.TryGet("DEA-35-MD", out var entry));
        Assert.True(entry.NeedsAcknowledgement);
    }

    [Theory]
    [InlineData(Confidence.high, null, false)]
    [InlineData(Confidence.medium, null, false)]
    [InlineData(Confidence.check, null, true)]
    [InlineData(Confidence.high, "Whether it holds.", true)]
    public void NeedsAcknowledgement_OfAnEntry_IfItOrAPartOfItIsToBeConfirmed(Confidence confidence, string? toConfirm, bool needs) =>
        Assert.Equal(needs, (Entry("LA11-1") with { Confidence = confidence, ToConfirm = toConfirm }).NeedsAcknowledgement);

    [Theory]
    [InlineData(EntryKind.POWER, true)]
    [InlineData(EntryKind.DUTY, true)]
    [InlineData(EntryKind.IMPLIED, true)]
    [InlineData(EntryKind.BAR, false)]
    [InlineData(EntryKind.BASIS, false)]
    [InlineData(EntryKind.POLICY, false)]
    public void IsPower_OfAnEntry_IfItIsAPowerOrDutyOrImplied(EntryKind kind, bool isPower) => Assert.Equal(isPower, (Entry("LA11-1") with { Kind = kind }).IsPower);

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void IsInForce_OnADay_FromTheFirstToTheLast(int day, bool isInForce)
    {
        var first = new DateOnly(2026, 11, 1);

        Assert.Equal(isInForce, (Entry("LA11-1") with { InForceFrom = first, InForceTo = first.AddDays(9) }).IsInForce(first.AddDays(day)));
        Assert.Equal(day >= 0, (Entry("LA11-1") with { InForceFrom = first, InForceTo = null }).IsInForce(first.AddDays(day)));
        Assert.False((Entry("LA11-1") with { InForceFrom = null, InForceTo = first.AddDays(9) }).IsInForce(first.AddDays(day)));
    }

    private static CatalogueEntry Entry(string id) => Samples.Catalogue.Entries.Single(entry => entry.Id == id);

    [Fact]
    public void Shape_OfGateMdWithDecisions011And020_HasThirtySixCodes() => Assert.Equal(36, Enum.GetValues<ReasonCode>().Length);
}
