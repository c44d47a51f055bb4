using System.CommandLine;
using Linkage.Jobs.Demo;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Commands;

/// <summary>The whole way on a synthetic city: extracts, two releases, one refusal, and the checks.</summary>
internal sealed class DemoVerb : Verb
{
    /// <summary>
    /// The instant the demo plays at unless <c>--at</c> says another: the sample rules, DPIAs and agreements are in force then,
    /// so that the demo shows the same in a year.
    /// </summary>
    public static readonly DateTimeOffset Instant = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    private readonly Option<int> _people = SynthVerb.People(required: false);
    private readonly Option<long> _seed = SynthVerb.Seed();

    private readonly Option<string> _out = new("--out")
    {
        HelpName = "DIR",
        Description = "Folder to work in: new, empty, or an earlier demo",
        DefaultValueFactory = _ => "linkage-demo",
    };

    private readonly PlaceOptions _place = new();

    /// <summary>Declares the verb.</summary>
    public DemoVerb()
        : base(
            "demo",
            "Makes a synthetic city, takes two projects from its extracts to verified releases, and shows one that is refused and why. Everything happens in one folder.",
            new("linkage demo", "100,000 people, in ./linkage-demo"),
            new("linkage demo --people 1000000 --out big", "A million people"),
            new("linkage demo --people 5000 --json | jq '.runs[].outcome'", "A small one, for a program"))
    {
        Add(_people);
        Add(_seed);
        Add(_out);
        _place.AddTo(this, withSources: false);
    }

    /// <inheritdoc/>
    public override string? WorkspaceOf(ParseResult parse) => parse.GetValue(_out);

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(parse.GetRequiredValue(_out));
        var clock = new FixedClock(_place.At(parse) ?? Instant);
        var registry = _place.RegistryFolder(parse);
        var place = _place.Read(parse, path, clock);
        var folder = DemoFolder.Open(path);
        using var session = await WorkspaceSession.OpenAsync(path, "linkage demo", context, cancellationToken).ConfigureAwait(false);
        var database = StoreDatabase.Of(path);
        new RegistryImport(database, context.Clock).Execute(registry, dryRun: false);
        place = place with { Environment = place.Environment with { Registry = new StoredRegistry(database) } };
        var begun = context.Clock.GetTimestamp();
        var demo = new DemoRun(folder, place, session, context);
        var document = await demo.ExecuteAsync(parse.GetValue(_people), parse.GetValue(_seed), cancellationToken).ConfigureAwait(false);
        document = document with { Seconds = Math.Round(context.Clock.GetElapsedTime(begun).TotalSeconds, 3), PeakMib = document.Runs.SelectMany(r => r.Full.Stages).Select(s => s.PeakMib).Append(ProcessMemory.PeakMib()).Max() };
        return new VerbResult(document.AsExpected ? ExitCode.Done : ExitCode.Refused, document, screen => DemoReport.Print(screen, document));
    }
}
