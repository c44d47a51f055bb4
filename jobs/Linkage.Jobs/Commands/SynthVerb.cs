using System.CommandLine;
using Linkage.Jobs.Demo;
using Linkage.Jobs.Reporting;
using Linkage.Synthetic;

namespace Linkage.Jobs.Commands;

/// <summary>Makes a synthetic council's extracts and, apart from them, the truth.</summary>
internal sealed class SynthVerb : Verb
{
    private readonly Option<int> _people = People(required: true);
    private readonly Option<long> _seed = Seed();

    private readonly Option<string> _out = new("--out")
    {
        HelpName = "DIR",
        Description = "Folder that receives sources/ and truth/, neither of which may hold anything yet",
        Required = true,
    };

    private readonly Option<int> _threads = new("--threads")
    {
        HelpName = "COUNT",
        Description = "Worker threads; 0 takes every core. The files do not depend on it",
        DefaultValueFactory = _ => 0,
    };

    /// <summary>Declares the verb.</summary>
    public SynthVerb()
        : base(
            "synth",
            "Makes a believable English city of synthetic people, and the extracts its council would hold, errors included. The same people and seed give the same bytes.",
            new("linkage synth --people 100000 --seed 7 --out city", "Ten extracts in city/sources, the truth in city/truth"),
            new("linkage run homes-and-money --sources city/sources --data city", "Then run a project on them"))
    {
        Add(_people);
        Add(_seed);
        Add(_out);
        Add(_threads);
    }

    /// <summary>The option for how many people.</summary>
    public static Option<int> People(bool required)
    {
        var option = new Option<int>("--people")
        {
            HelpName = "N",
            Description = $"How many people live in the city, up to {Screen.Count(SyntheticOptions.MaximumPeople)}",
            Required = required,
        };
        if (!required)
        {
            option.DefaultValueFactory = _ => 100_000;
        }

        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var value) && value is < 1 or > SyntheticOptions.MaximumPeople)
            {
                result.AddError($"--people takes a whole number from 1 to {Screen.Count(SyntheticOptions.MaximumPeople)}.");
            }
        });
        return option;
    }

    /// <summary>The option for the seed.</summary>
    public static Option<long> Seed() => new("--seed")
    {
        HelpName = "S",
        Description = "Seed of every draw",
        DefaultValueFactory = _ => 42L,
    };

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(parse.GetRequiredValue(_out));
        foreach (var part in DemoFolder.Parts.Select(p => Path.Combine(folder, p)))
        {
            if (Directory.Exists(part) && Directory.EnumerateFileSystemEntries(part).Any())
            {
                throw ProblemException.BadConfiguration("FOLDER_NOT_EMPTY", "The folder holds something already.", part, "Name another folder with --out, or move it away.");
            }
        }

        var begun = context.Clock.GetTimestamp();
        var options = new SyntheticOptions
        {
            People = parse.GetRequiredValue(_people),
            Seed = parse.GetValue(_seed),
            OutputFolder = folder,
            Threads = parse.GetValue(_threads),
        };
        var summary = await Synthesis.MakeAsync(options, context.Progress, cancellationToken).ConfigureAwait(false);
        var document = SynthDocument.Of(options, summary, context.Clock.GetElapsedTime(begun));
        return new VerbResult(ExitCode.Done, document, screen => SynthReport.Print(screen, document));
    }
}
