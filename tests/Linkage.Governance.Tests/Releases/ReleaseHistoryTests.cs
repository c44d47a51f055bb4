using System.Security.Cryptography;
using Linkage.Governance.Releases;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Releases;

public sealed class ReleaseHistoryTests : IDisposable
{
    private const string Team = "outreach";
    private static readonly DateTimeOffset Expiry = new(2026, 12, 31, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _key.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData("", ReleaseState.Ready)]
    [InlineData("C", ReleaseState.Collected)]
    [InlineData("CA", ReleaseState.Collected)]
    [InlineData("W", ReleaseState.Withdrawn)]
    [InlineData("CW", ReleaseState.Withdrawn)]
    [InlineData("CWA", ReleaseState.Destroyed)]
    [InlineData("CAW", ReleaseState.Destroyed)]
    [InlineData("CACW", ReleaseState.Withdrawn)]
    [InlineData("CCWA", ReleaseState.Destroyed)]
    public void StateOf_ActsInOrder_IsWhatTheyComeTo(string acts, ReleaseState expected) =>
        Assert.Equal(expected, ReleaseHistory.StateOf(Acts(acts), Expiry, Now));

    [Theory]
    [InlineData("", -1, ReleaseState.Ready)]
    [InlineData("", 0, ReleaseState.Expired)]
    [InlineData("C", 0, ReleaseState.Expired)]
    [InlineData("CA", 0, ReleaseState.Destroyed)]
    [InlineData("W", 0, ReleaseState.Withdrawn)]
    public void StateOf_AroundExpiry_TurnsWithTheSecond(string acts, int seconds, ReleaseState expected) =>
        Assert.Equal(expected, ReleaseHistory.StateOf(Acts(acts), Expiry, Expiry.AddSeconds(seconds)));

    [Fact]
    public void StateOf_ExpiryUnknown_NeverExpires() => Assert.Equal(ReleaseState.Ready, ReleaseHistory.StateOf([], null, DateTimeOffset.MaxValue));

    [Theory]
    [InlineData("C", "p-reid")]
    [InlineData("CC", "p-reid")]
    [InlineData("CAC", "p-reid")]
    [InlineData("CA", null)]
    [InlineData("W", null)]
    public void Owing_CopiesNotAttestedSince_NamesWhoCollectedThem(string acts, string? expected) =>
        Assert.Equal(expected is null ? [] : [expected], ReleaseHistory.Owing(Acts(acts)));

    [Fact]
    public void Owing_AttestationOfAnotherTeam_DoesNotCount() =>
        Assert.Equal(["p-reid"], ReleaseHistory.Owing([Act(ReleaseActKind.Collected, 0), Act(ReleaseActKind.Attested, 1) with { Team = "others" }]));

    [Theory]
    [InlineData("", ReleaseActKind.Collected, null)]
    [InlineData("C", ReleaseActKind.Collected, null)]
    [InlineData("W", ReleaseActKind.Collected, "withdrawn")]
    [InlineData("CWA", ReleaseActKind.Collected, "withdrawn")]
    [InlineData("", ReleaseActKind.Withdrawn, null)]
    [InlineData("CA", ReleaseActKind.Withdrawn, null)]
    [InlineData("W", ReleaseActKind.Withdrawn, "before")]
    [InlineData("", ReleaseActKind.Attested, "Nobody")]
    [InlineData("W", ReleaseActKind.Attested, "Nobody")]
    [InlineData("C", ReleaseActKind.Attested, "not ended")]
    [InlineData("CWA", ReleaseActKind.Attested, "already")]
    [InlineData("CW", ReleaseActKind.Attested, null)]
    public void WhyNotAfter_EveryOrder_LetsFollowWhatCan(string acts, ReleaseActKind next, string? objection) =>
        AssertObjection(objection, ReleaseHistory.WhyNotAfter(Acts(acts), Act(next, acts.Length), Expiry));

    [Fact]
    public void WhyNotAfter_CollectionInTheSecondOfExpiry_IsRefused() =>
        AssertObjection("expired", ReleaseHistory.WhyNotAfter([], Act(ReleaseActKind.Collected, 0) with { At = Expiry }, Expiry));

    [Theory]
    [InlineData(ReleaseActKind.Collected)]
    [InlineData(ReleaseActKind.Attested)]
    public void WhyNotBy_SignedByAMember_IsPermitted(ReleaseActKind kind) => Assert.Null(ReleaseHistory.WhyNotBy(Signed(Act(kind, 0)), Team, Directory()));

    [Fact]
    public void WhyNotBy_WithdrawalByAnyoneInTheDirectory_NeedsNoKeyAndNoTeam()
    {
        Assert.Null(ReleaseHistory.WhyNotBy(Act(ReleaseActKind.Withdrawn, 0) with { Person = "c-brampton" }, Team, Directory()));
        AssertObjection("directory", ReleaseHistory.WhyNotBy(Act(ReleaseActKind.Withdrawn, 0) with { Person = "nobody" }, Team, Directory()));
    }

    [Fact]
    public void WhyNotBy_ActChangedAfterItWasSigned_IsRefused()
    {
        var signed = Signed(Act(ReleaseActKind.Collected, 0) with { OpeningKey = new string('a', 64) });

        foreach (var changed in new[]
        {
            signed with { Kind = ReleaseActKind.Attested }, signed with { Release = "release-2" }, signed with { Statement = new string('c', 64) }, signed with { Ordinal = 1 },
            signed with { At = Now.AddSeconds(1) }, signed with { Reason = "x" }, signed with { OpeningKey = null }, signed with { Signature = null }, ReleaseActSignature.Sign(signed, _other),
        })
        {
            AssertObjection("not signed", ReleaseHistory.WhyNotBy(changed, Team, Directory()));
        }
    }

    [Fact]
    public void WhyNotBy_WhoIsNoMemberOnTheDay_IsRefused()
    {
        AssertObjection("no member", ReleaseHistory.WhyNotBy(Signed(Act(ReleaseActKind.Collected, 0) with { Team = "others" }), "others", Directory()));
        AssertObjection("no member", ReleaseHistory.WhyNotBy(Signed(Act(ReleaseActKind.Collected, 0) with { At = new DateTimeOffset(2026, 12, 2, 0, 0, 0, TimeSpan.Zero) }), Team, Directory()));
        AssertObjection("not in the name", ReleaseHistory.WhyNotBy(Signed(Act(ReleaseActKind.Collected, 0) with { Team = "others" }), Team, Directory()));
        AssertObjection("councillor", ReleaseHistory.WhyNotBy(Signed(Act(ReleaseActKind.Collected, 0) with { Person = "c-brampton" }), Team, Directory()));
    }

    private static void AssertObjection(string? expected, string? actual)
    {
        if (expected is null)
        {
            Assert.Null(actual);
        }
        else
        {
            Assert.Contains(expected, actual, StringComparison.Ordinal);
        }
    }

    private static List<ReleaseAct> Acts(string acts) => [.. acts.Select((act, ordinal) => Act(
        act switch { 'C' => ReleaseActKind.Collected, 'W' => ReleaseActKind.Withdrawn, _ => ReleaseActKind.Attested }, ordinal))];

    private static ReleaseAct Act(ReleaseActKind kind, int ordinal) =>
        new(kind, "release-1", new string('b', 64), ordinal, "p-reid", Now) { Team = kind == ReleaseActKind.Withdrawn ? null : Team };

    private ReleaseAct Signed(ReleaseAct act) => ReleaseActSignature.Sign(act, _key);

    private People Directory()
    {
        TeamMembership[] teams = [new(Team, new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 1))];
        return new People(
        [
            new Person("p-reid", "Officer", false, [], [], []) { Teams = teams, Keys = [new ApproverKey(ApproverKey.PublicHalfOf(_key), new DateOnly(2026, 1, 1), null)] },
            new Person("c-brampton", "Councillor", true, [], [], []) { Teams = teams },
        ]);
    }
}
