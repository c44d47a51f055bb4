using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Rules;

public sealed class PeopleTests
{
    private static readonly DateOnly From = new(2026, 1, 1);

    [Fact]
    public void All_OfPeopleInAnyOrder_AreByTheirIds() =>
        Assert.Equal(["p-a", "p-b", "p-c"], new People([Someone("p-b"), Someone("p-c"), Someone("p-a")]).All.Select(person => person.Id));

    [Fact]
    public void TryFind_ByIdOrAccount_FindsTheOnePerson()
    {
        var people = new People([Someone("p-a", "a-laptop", "a-admin"), Someone("p-b")]);

        Assert.All(["p-a", "a-laptop", "a-admin"], account => Assert.Equal("p-a", people.TryFind(account, out var person) ? person.Id : null));
        Assert.False(people.TryFind("p-c", out _));
    }

    [Theory]
    [InlineData("p-a", "b-laptop")]
    [InlineData("p-b", "a-laptop")]
    [InlineData("p-b", "p-a")]
    public void People_AccountOrIdOfTwo_AreRefused(string id, string account) =>
        Assert.Contains("belongs to two persons", Assert.Throws<ArgumentException>(() => new People([Someone("p-a", "a-laptop"), Someone(id, account)])).Message, StringComparison.Ordinal);

    [Fact]
    public void People_OneKeyOfExactlyTwo_IsRefused()
    {
        ApproverKey shared = new("shared", From, null), own = new("own", From, null);

        Assert.Throws<ArgumentException>(() => new People([Someone("p-a") with { Keys = [shared] }, Someone("p-b") with { Keys = [own, shared] }, Someone("p-c")]));
        Assert.Equal(2, new People([Someone("p-a") with { Keys = [shared, shared] }, Someone("p-b") with { Keys = [own] }]).All.Count);
    }

    [Fact]
    public void Hash_OfThePeople_IsTheSameInAnyOrderAndOtherForOthers()
    {
        var hash = new People([Someone("p-a"), Someone("p-b")]).Hash;

        Assert.Matches("^[0-9a-f]{64}$", hash);
        Assert.Equal(hash, new People([Someone("p-b"), Someone("p-a")]).Hash);
        Assert.NotEqual(hash, new People([Someone("p-a"), Someone("p-b", "b-laptop")]).Hash);
    }

    private static Person Someone(string id, params string[] accounts) => new(id, "An office", false, accounts, [], []);
}
