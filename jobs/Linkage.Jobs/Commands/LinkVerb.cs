using System.CommandLine;
using Linkage.Jobs.Reporting;
using Linkage.Matching.Files;

namespace Linkage.Jobs.Commands;

/// <summary>Links any two files, or finds duplicates in one, to see how well it goes. No registry, no workspace: for evaluation.</summary>
internal sealed class LinkVerb : Verb
{
    private readonly Argument<string> _left = new("LEFT") { Description = "A CSV or Parquet file" };

    private readonly Argument<string?> _right = new("RIGHT")
    {
        Description = "The file to link it with; left out, duplicates within LEFT are found",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> _id = new("--id")
    {
        HelpName = "COLUMN",
        Description = "Column with the record id, unique in each file",
        Required = true,
    };

    private readonly Option<string[]> _ignore = new("--ignore")
    {
        HelpName = "COLUMN",
        Description = "A column to leave out; may be given several times",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string> _settings = new("--settings")
    {
        HelpName = "FILE",
        Description = "What each column is and how to link [default: inferred from names and content, and said]",
    };

    private readonly Option<string> _truth = new("--truth")
    {
        HelpName = "SQL-EXPRESSION",
        Description = "A DuckDB expression over a record that is equal for records of one entity; gives precision and recall over every true pair",
    };

    private readonly Option<string> _labels = new("--labels")
    {
        HelpName = "FILE",
        Description = "Labelled pairs as CSV or Parquet: left_id, right_id, is_match, and left_dataset and right_dataset (left or right) where needed; gives precision and recall over them",
    };

    private readonly Option<string[]> _groups = new("--groups")
    {
        HelpName = "COLUMN",
        Description = "A column to report accuracy by that many people share, such as an age band, never used as evidence; needs --truth, may be given several times",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string> _out = new("--out")
    {
        HelpName = "DIR",
        Description = "Folder for links and clusters as Parquet; a run that was stopped goes on where it was when it is given again [default: none are written]",
    };

    private readonly Option<bool> _preflight = new("--preflight")
    {
        Description = "Say what it would take, pairs by blocking rule, the largest blocks, time and memory, and link nothing; ends with 2 when the run would be refused",
    };

    private readonly Option<string> _spine = new("--spine")
    {
        HelpName = "DIR",
        Description = "Folder that keeps persons from run to run: their ids stay, and merges and splits go to its ledger [default: clusters of this run only]",
    };

    private readonly Option<bool> _onlyNew = new("--only-new")
    {
        Description = "Compare only records that are new or changed since the run before in --spine, with its model; its links stand for all other pairs. Give the full present files",
    };

    private readonly Option<string> _run = new("--run")
    {
        HelpName = "NAME",
        Description = "Name of this run in the ledger of --spine [default: its number]",
    };

    private readonly Option<string> _report = new("--report")
    {
        HelpName = "FILE.html",
        Description = "A report of the run to read in a browser: weights, explained pairs, quality, blocking, clusters. No names or ids are in it, but single pairs and rare values can still point to people: not for publication [default: none is written]",
    };

    private readonly Option<bool> _reportIdentifiers = new("--report-identifiers")
    {
        Description = "The report shows record ids and values, and --json names wrong and missed pairs: personal data, for the identity zone only; its file is for its owner alone",
    };

    private readonly Option<double?> _keep = new("--keep")
    {
        HelpName = "PROBABILITY",
        Description = "Write pairs down to this match probability, below the threshold of a link, so that 'linkage review' can draw them [default: links only]",
    };

    private readonly MachineOptions _machine = new();

    /// <summary>Declares the verb.</summary>
    public LinkVerb()
        : base(
            "link",
            "Links two files, or one with itself, and says how well it went. For evaluation: no registry is asked and nothing is pseudonymised, so use it on data you may see.",
            new("linkage link left.csv right.csv --id record_id", "Columns are understood from their names and content"),
            new("linkage link febrl_dataset4a.csv febrl_dataset4b.csv --id rec_id --ignore soc_sec_id --truth \"regexp_extract(rec_id, '[0-9]+')\"", "Precision and recall on public data with a known truth"),
            new("linkage link people.parquet --id unique_id --truth cluster --out links", "Duplicates within one file, links and clusters kept"),
            new("linkage link left.csv right.csv --id record_id --report report.html", "A page that says how sure the links are, and why"),
            new("linkage link left.csv right.csv --id record_id --out links --keep 0.01", "Also what is nearly a link, for a clerical review"))
    {
        Add(_left);
        Add(_right);
        Add(_id);
        Add(_ignore);
        Add(_settings);
        Add(_truth);
        Add(_labels);
        Add(_groups);
        Add(_out);
        Add(_preflight);
        Add(_spine);
        Add(_onlyNew);
        Add(_run);
        Add(_report);
        Add(_reportIdentifiers);
        _keep.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is { } keep && keep is not (> 0 and <= 1))
            {
                result.AddError("--keep takes a probability above 0 and up to 1, such as 0.01.");
            }
        });
        Add(_keep);
        _machine.AddTo(this);
    }

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var (threads, memory) = _machine.Read(parse);
        var request = new FileLinkRequest
        {
            Left = Existing("LEFT", parse.GetRequiredValue(_left)),
            Right = parse.GetValue(_right) is { } right ? Existing("RIGHT", right) : null,
            Id = parse.GetRequiredValue(_id),
            Ignore = parse.GetValue(_ignore) ?? [],
            Settings = parse.GetValue(_settings) is { } settings ? Existing("--settings", settings) : null,
            Truth = parse.GetValue(_truth),
            Labels = parse.GetValue(_labels) is { } labels ? Existing("--labels", labels) : null,
            Groups = parse.GetValue(_groups) ?? [],
            Out = parse.GetValue(_out) is { } folder ? Path.GetFullPath(folder) : null,
            Spine = parse.GetValue(_spine) is { } spine ? Path.GetFullPath(spine) : null,
            OnlyNew = parse.GetValue(_onlyNew),
            Run = parse.GetValue(_run),
            Report = parse.GetValue(_report) is { } report ? InFolder("--report", report) : null,
            ReportShowsIdentifiers = parse.GetValue(_reportIdentifiers),
            RunAt = context.Clock.GetUtcNow(),
            KeepFrom = parse.GetValue(_keep),
            Threads = threads,
            MemoryLimitMib = memory,
        };
        if (request.Report is null && request.ReportShowsIdentifiers)
        {
            throw ProblemException.BadConfiguration("BAD_OPTION", "--report-identifiers says what a report shows, and there is none.", "--report-identifiers", "Add --report FILE.html, or leave it out.");
        }

        if (request is { OnlyNew: true, Spine: null })
        {
            throw ProblemException.BadConfiguration("BAD_OPTION", "--only-new needs a run before to tell what is new, and no spine folder keeps one.", "--only-new", "Add --spine DIR, the folder of the runs before, or leave it out.");
        }

        if (request.Right is not null && RealPath(request.Left) == RealPath(request.Right))
        {
            context.Progress.Note("LEFT and RIGHT are the same file: every record will find itself. To find duplicates within one file, leave RIGHT out.");
        }

        var steps = new LinkSteps(context.Progress);
        if (parse.GetValue(_preflight))
        {
            var told = LinkPreflightDocument.Of(await Task.Run(() => FileLinker.Preflight(request, steps, cancellationToken), CancellationToken.None).ConfigureAwait(false));
            steps.Finish();
            return new VerbResult(told.Refusal is null ? ExitCode.Done : ExitCode.Refused, told, screen => LinkPreflightReport.Print(screen, told));
        }

        var outcome = await Task.Run(() => FileLinker.Link(request, steps, cancellationToken), CancellationToken.None).ConfigureAwait(false);
        steps.Finish();
        var document = LinkDocument.Of(request, outcome);
        return new VerbResult(ExitCode.Done, document, screen => LinkReport.Print(screen, document));
    }

    private static string RealPath(string path) => new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;

    private static string InFolder(string name, string path) =>
        Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))) && !Directory.Exists(path)
            ? Path.GetFullPath(path)
            : throw ProblemException.BadConfiguration("NO_FOLDER", $"{name} names a file in a folder that is not there, or a folder.", Path.GetFullPath(path), "Make the folder first, or name another file.");

    private static string Existing(string name, string path) =>
        File.Exists(path)
            ? Path.GetFullPath(path)
            : throw ProblemException.BadConfiguration("NO_FILE", $"{name} names a file that is not there.", Path.GetFullPath(path), "Check the path.");
}
