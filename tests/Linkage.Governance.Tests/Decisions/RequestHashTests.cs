using Linkage.Governance.Decisions;

namespace Linkage.Governance.Tests.Decisions;

public sealed class RequestHashTests
{
    [Fact]
    public void Of_TextThatIsNoUnicode_IsTheRequestsOwn()
    {
        string[] purposes = ["\uD83D", "\uD83E", "\uFFFD", "\\utf16:55357", "\\utf16:92,117", "\uD83D\uDE00", "research"];

        var hashes = purposes.Select(purpose => RequestHash.Of(Samples.HomesAndMoney() with { Purpose = purpose })).ToArray();

        Assert.Equal(purposes.Length, hashes.Distinct().Count());
        Assert.All(hashes, hash => Assert.Matches("^[0-9a-f]{64}$", hash));
    }
}
