using Linkage.Matching;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Link;

namespace Linkage.Pipeline.Tests.Link;

public sealed class MeaningTests
{
    // What the linker can compare and no contract can say: meanings that need a name of their own.
    private static readonly FieldMeaning[] OfTheLinkerAlone =
        [FieldMeaning.ParentUprn, FieldMeaning.Usrn, FieldMeaning.Text, FieldMeaning.PlaceText, FieldMeaning.Code, FieldMeaning.PlaceCode, FieldMeaning.IdentityNumber];

    [Fact]
    public void ToField_EveryMeaningOfAContract_IsTheLinkersOfTheSameName() =>
        Assert.All(Enum.GetValues<Meaning>(), meaning => Assert.Equal(meaning.ToString(), LinkInputs.ToField(meaning).ToString()));

    [Fact]
    public void FieldMeaning_AllButTheLinkersOwn_CanBeSaidInAContract() =>
        Assert.Equal(Enum.GetValues<FieldMeaning>().Except(OfTheLinkerAlone).Select(m => m.ToString()), Enum.GetNames<Meaning>());
}
