using System.Globalization;
using Linkage.Matching.Report;
using Linkage.Matching.Report.Charts;

namespace Linkage.Matching.Tests.Report;

public sealed class ScaleTests
{
    [Theory]
    [InlineData(0, 7, "0 2 4 6 8")]
    [InlineData(-12.3, 23.5, "−20 −10 0 10 20 30")]
    [InlineData(0.93, 1, "0.92 0.94 0.96 0.98 1")]
    [InlineData(3, 3, "2.4 2.6 2.8 3 3.2 3.4 3.6")]
    public void Around_Numbers_HasRoundTicksAroundThem(double least, double most, string ticks) =>
        Assert.Equal(ticks, string.Join(' ', Scale.Around(least, most, 0, 100, 5).Ticks(5).Select(Say.Tick)));

    [Fact]
    public void Around_AnyNumbers_CoversThemWithFewTicksInOrder()
    {
        var random = new Random(5);
        for (var i = 0; i < 2_000; i++)
        {
            var least = (random.NextDouble() - .5) * Math.Pow(10, random.Next(-6, 12));
            var most = least + Math.Max(random.NextDouble() * Math.Pow(10, random.Next(-6, 12)), Math.Abs(least) * 1e-3);
            var scale = Scale.Around(least, most, 10, 200, 6);
            var ticks = scale.Ticks(6);

            Assert.True(scale.Least <= least + 1e-8 * (most - least) && scale.Most >= most - 1e-8 * (most - least), FormattableString.Invariant($"{least} to {most}"));
            Assert.InRange(ticks.Count, 2, 16);
            Assert.Equal(ticks.Order(), ticks);
            Assert.All(ticks, t => Assert.InRange(scale.At(t), 10, 200));
        }
    }

    [Theory]
    [InlineData(1_234_567, "1.23M")]
    [InlineData(950, "950")]
    [InlineData(57_230, "57.2k")]
    public void Short_Count_FitsAnAxis(double value, string expected) => Assert.Equal(expected, Say.Short(value));

    [Theory]
    [InlineData(1, "100%")]
    [InlineData(.99996, "over 99.99%")]
    [InlineData(.9977, "99.77%")]
    [InlineData(.5, "50.0%")]
    [InlineData(.00003, "under 0.01%")]
    [InlineData(0, "0%")]
    public void Share_NearTheEnds_IsNeverRoundedToThem(double share, string expected) => Assert.Equal(expected, Say.Share(share));

    [Theory]
    [InlineData(.0000123, "1.23 × 10⁻⁵")]
    [InlineData(.00123, "0.00123")]
    [InlineData(.5, "0.5000")]
    public void Rate_SmallProbability_KeepsItsDigits(double rate, string expected) => Assert.Equal(expected, Say.Rate(rate));

    [Fact]
    public void Fit_LongText_EndsInAnEllipsisAndNeverInHalfACharacter()
    {
        const string Text = "postcode and 👩‍👩‍👧 sound of surname";
        for (var room = 10; room < 400; room++)
        {
            var fitted = TextWidth.Fit(Text, 12, room);

            Assert.True(fitted == Text || fitted.EndsWith('…'), fitted);
            Assert.True(fitted.Length <= Text.Length && fitted.Normalize(NormalizationForm()) is not null, room.ToString(CultureInfo.InvariantCulture));
        }

        static System.Text.NormalizationForm NormalizationForm() => System.Text.NormalizationForm.FormC;
    }
}
