using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Linkage.Jobs.Watching;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Watching;

public sealed partial class TelemetryTests
{
    private static readonly string[] Rooms = ["jobs", "pipeline", "governance"];

    [Fact]
    public void Attribute_OutsideTheList_CannotBeMade()
    {
        Assert.All(typeof(TelemetryAttribute).GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic), constructor => Assert.True(constructor.IsPrivate));
        var attributes = typeof(TelemetryAttribute).GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => (TelemetryAttribute)field.GetValue(null)!).ToList();
        Assert.Equal(16, attributes.Count);
        Assert.All(attributes, attribute => Assert.Matches(Dotted(), attribute.Name));
        foreach (var method in typeof(Telemetry).GetMethods(BindingFlags.Static | BindingFlags.Public))
        {
            Assert.DoesNotContain(method.GetParameters(), parameter => parameter.ParameterType.ToString().Contains("KeyValuePair", StringComparison.Ordinal) || parameter.ParameterType == typeof(TagList));
        }
    }

    // Whoever has a source, a meter or a span's own setter could tell what is on no list.
    [Fact]
    public void SpansAndMeasurements_AreMadeInOnePlaceAlone()
    {
        var makers = Rooms.SelectMany(room => Directory.GetFiles(RepositoryPaths.Of(room), "*.cs", SearchOption.AllDirectories))
            .Where(file => Making().IsMatch(File.ReadAllText(file))).Select(Path.GetFileName);

        Assert.Equal(["Telemetry.cs"], makers);
    }

    [Theory]
    [InlineData("DISK_FULL", "DISK_FULL")]
    [InlineData("20261122T120000Z-0a1b2c3d", "20261122T120000Z-0a1b2c3d")]
    [InlineData("2026-11-22T12:00:00Z", "2026-11-22T12:00:00Z")]
    [InlineData("Zyxwilda Quokkabridge", TelemetryValue.Withheld)]
    [InlineData("someone@example.org", TelemetryValue.Withheld)]
    [InlineData("/srv/linkage", TelemetryValue.Withheld)]
    [InlineData("", TelemetryValue.Withheld)]
    [InlineData("CODE\n", TelemetryValue.Withheld)]
    public void With_TextThatIsNoIdAndNoCode_IsWithheld(string text, string told)
    {
        using var listener = new ActivityListener { ShouldListenTo = source => source.Name == Telemetry.Name, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(listener);
        var span = Telemetry.Begin("run", TelemetryAttribute.Run.With(text), default);

        Telemetry.End(span, code: text, TelemetryAttribute.RowsIn.With(7));

        Assert.Equal([("linkage.run.id", told), ("linkage.rows.in", 7L), ("error.type", told)], span!.TagObjects.Select(tag => (tag.Key, tag.Value!)));
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", null, true)]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", null, true)]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", null, true)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "TRUE", false)]
    public void Start_Environment_SaysWhetherAnythingIsSent(string? named, string? disabled, bool sends)
    {
        using var export = TelemetryExport.Start(name => name == named ? "http://127.0.0.1:9" : name == "OTEL_SDK_DISABLED" ? disabled : null);

        Assert.Equal(sends, export is not null);
    }

    [GeneratedRegex("^(linkage(\\.[a-z]+)+|error\\.type)$", RegexOptions.CultureInvariant)]
    private static partial Regex Dotted();

    [GeneratedRegex("new (ActivitySource|Meter|Activity)\\(|\\bActivitySource \\w+ = new|\\bMeter \\w+ = new|\\.(SetTag|AddTag|AddEvent|AddBaggage|SetBaggage|AddException|RecordException)\\(", RegexOptions.CultureInvariant)]
    private static partial Regex Making();
}
