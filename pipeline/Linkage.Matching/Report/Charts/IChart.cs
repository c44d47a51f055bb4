namespace Linkage.Matching.Report.Charts;

/// <summary>A chart that can be drawn at any width: each is drawn for wide and for narrow screens, so that its text stays as large as the page's.</summary>
internal interface IChart
{
    /// <summary>The height it needs at a width, in pixels.</summary>
    double HeightAt(double width);

    /// <summary>Draws it.</summary>
    void Draw(SvgCanvas canvas);
}
