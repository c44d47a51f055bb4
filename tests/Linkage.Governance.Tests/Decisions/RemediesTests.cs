using Linkage.Governance.Decisions;

namespace Linkage.Governance.Tests.Decisions;

public sealed class RemediesTests
{
    [Fact]
    public void Remedy_EveryCode_HasASentenceOfItsOwn()
    {
        var remedies = Enum.GetValues<ReasonCode>().Select(code => code.Remedy()).ToArray();

        Assert.All(remedies, remedy => Assert.Matches("^[A-Z].{20,}\\.$", remedy));
        Assert.Equal(remedies.Length, remedies.Distinct().Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => ((ReasonCode)999).Remedy());
    }
}
