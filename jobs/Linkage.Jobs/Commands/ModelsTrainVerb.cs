using System.CommandLine;
using Linkage.Jobs.Reporting;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Extract;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Commands;

/// <summary>Trains the default models of the Link stage on a synthetic council.</summary>
internal sealed class ModelsTrainVerb : Verb
{
    private const string Part = "Models";

    private readonly Argument<string> _city = new("CITY") { Description = "Folder of a synthetic council, with sources and truth (linkage synth)" };

    private readonly Option<string> _out = new("--out")
    {
        HelpName = "DIR",
        Description = "Folder that receives a file for each pair of kinds of source; a file of the same name is replaced",
        Required = true,
    };

    private readonly Option<string> _schemas = new("--schemas")
    {
        HelpName = "DIR",
        Description = "Folder with sources (contracts) [default: found from here upwards]",
    };

    private readonly MachineOptions _machine = new();

    /// <summary>Declares the verb.</summary>
    public ModelsTrainVerb()
        : base(
            "train",
            "Trains the default models of the Link stage, one for each pair of kinds of source, on a synthetic council whose truth is known. Real extracts are not for this: they have no truth, and joining them all would need a gateway.",
            new("linkage synth --people 2000000 --seed 2026 --out city", "The council the models of this version were trained on"),
            new("linkage models train city --out schemas/models", "Then the models"))
    {
        Add(_city);
        Add(_out);
        Add(_schemas);
        _machine.AddTo(this);
    }

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var city = Path.GetFullPath(parse.GetRequiredValue(_city));
        var (sources, truth) = (Path.Combine(city, "sources"), Path.Combine(city, "truth", "truth.parquet"));
        if (!Directory.Exists(sources) || !File.Exists(truth))
        {
            throw ProblemException.BadConfiguration("NO_TRUTH", "The folder is no synthetic council: it lacks sources, or truth/truth.parquet.", city, "Make one with linkage synth, and name its folder.");
        }

        var contracts = ContractReader.LoadAll(Path.Combine(RepositoryFolder.Find("--schemas", parse.GetValue(_schemas), "schemas", "cohorts"), "sources"));
        var (threads, memory) = _machine.Read(parse);
        var folder = Path.GetFullPath(parse.GetRequiredValue(_out));
        Directory.CreateDirectory(folder);
        context.Progress.Begin(Part);
        var models = await Task.Run(() => Train(contracts.Values, sources, truth, folder, threads, memory, context, cancellationToken), cancellationToken).ConfigureAwait(false);
        context.Progress.End(Part, $"{models.Count(m => m.Digest is not null)} trained");
        var document = new ModelsDocument(folder, models);
        return new VerbResult(ExitCode.Done, document, screen => ModelsReport.Print(screen, document));
    }

    private static List<TrainedSourceModel> Train(
        IEnumerable<DatasetContract> contracts, string sources, string truth, string folder, int threads, int memory, VerbContext context, CancellationToken cancellationToken)
    {
        using var scratch = RunScratch.Open(Directory.CreateTempSubdirectory("linkage-models-").FullName, "train", threads, memory);
        try
        {
            var extracts = contracts.Select(c => (c, Extract(c, sources, scratch, threads, memory, cancellationToken))).ToList();
            using var session = DuckSession.Open(scratch.Session());
            var trainer = new SourceModelTrainer(session, extracts, truth, cancellationToken);
            var trained = new List<TrainedSourceModel>();
            foreach (var (name, matches, model) in trainer.Train(null, cancellationToken))
            {
                context.Progress.Move(Part, name, trained.Count / (double)trainer.Names.Count);
                var path = Path.Combine(folder, name + ".json");
                // A model of an earlier training would stand beside those of another council.
                File.Delete(path);
                model?.Save(path);
                trained.Add(new TrainedSourceModel(name, matches, model?.Converged, model?.Digest()));
            }

            return trained;
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(scratch.Folder)!, recursive: true);
        }
    }

    private static Extracted Extract(DatasetContract contract, string sources, RunScratch scratch, int threads, int memory, CancellationToken cancellationToken)
    {
        var zones = new ZoneStore(Path.Combine(scratch.Folder, "zones"));
        return new ExtractStage(zones, new ExtractOptions { ScratchFolder = scratch.Folder, Threads = threads, MemoryLimitMib = memory }).Execute(contract, sources, null, cancellationToken) switch
        {
            Extracted done => done,
            ExtractRefused refused => throw ProblemException.BadConfiguration(refused.Code, refused.Message, refused.Source, "Make the city again with linkage synth."),
            _ => throw new InvalidOperationException("An extract is either landed or refused."),
        };
    }
}
