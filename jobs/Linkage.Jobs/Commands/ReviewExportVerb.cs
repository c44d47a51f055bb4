using System.CommandLine;
using Linkage.Jobs.Reporting;
using Linkage.Matching.Review;

namespace Linkage.Jobs.Commands;

/// <summary>Draws pairs of a run for a clerical review.</summary>
internal sealed class ReviewExportVerb : Verb
{
    private readonly Argument<string> _run = new("RUN") { Description = "Folder that 'linkage link --out' wrote" };

    private readonly Option<string> _out = new("--out")
    {
        HelpName = "DIR",
        Description = "The review folder to make, readable by its owner only; must not be there yet",
        Required = true,
    };

    private readonly Option<int> _pairs = new("--pairs")
    {
        HelpName = "COUNT",
        Description = "Pairs to draw; a person labels two to four a minute",
        DefaultValueFactory = _ => new ReviewSettings().Pairs,
    };

    private readonly Option<long> _seed = new("--seed")
    {
        HelpName = "NUMBER",
        Description = "The same run, seed and count draw the same pairs",
        DefaultValueFactory = _ => new ReviewSettings().Seed,
    };

    private readonly Option<string?> _left = new("--left") { HelpName = "FILE", Description = "Where LEFT of the run lies now [default: where it was]" };

    private readonly Option<string?> _right = new("--right") { HelpName = "FILE", Description = "Where RIGHT of the run lies now [default: where it was]" };

    private readonly MachineOptions _machine = new();

    /// <summary>Declares the verb.</summary>
    public ReviewExportVerb()
        : base(
            "export",
            "Draws pairs of a linking run, most of them near its threshold and some of the clear ones, and puts their values side by side in a folder of its own. That folder holds personal data; nothing of it is printed.",
            new("linkage review export links --out review", "200 pairs of the run in ./links"),
            new("linkage review export links --out review --pairs 500 --seed 7", "More, and others"))
    {
        Add(_run);
        Add(_out);
        _pairs.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var pairs) && pairs is < 1 or > ReviewSettings.MostPairs)
            {
                result.AddError($"--pairs takes a whole number from 1 to {ReviewSettings.MostPairs}, not {pairs}.");
            }
        });
        Add(_pairs);
        Add(_seed);
        Add(_left);
        Add(_right);
        _machine.AddTo(this);
    }

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var run = Path.GetFullPath(parse.GetRequiredValue(_run));
        var record = LinkRunFile.Load(run);
        var given = new[] { parse.GetValue(_left), parse.GetValue(_right) };
        if (given[1] is not null && record.Inputs.Count == 1)
        {
            throw ProblemException.BadConfiguration("BAD_INPUT", "The run linked one file with itself; there is no RIGHT.", run, "Leave --right out.");
        }

        var (threads, memory) = _machine.Read(parse);
        var request = new FileReviewRequest
        {
            Run = run,
            Out = Path.GetFullPath(parse.GetRequiredValue(_out)),
            Files = [.. record.Inputs.Select((input, i) => given[i] is { } file ? Path.GetFullPath(file) : input.Path)],
            Pairs = parse.GetValue(_pairs),
            Seed = parse.GetValue(_seed),
            Threads = threads,
            MemoryLimitMib = memory,
        };
        var review = await Task.Run(() => FileReview.Export(request, cancellationToken), CancellationToken.None).ConfigureAwait(false);
        var document = new ReviewExportDocument(review.Path, review.Digest, review.Pairs.Count, review.Manifest.Seed, review.Scores.Threshold, review.Scores.Strata);
        return new VerbResult(ExitCode.Done, document, screen => ReviewReport.Print(screen, document));
    }
}
