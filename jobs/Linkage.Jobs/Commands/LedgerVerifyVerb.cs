using System.CommandLine;
using Linkage.Governance.Ledger;
using Linkage.Jobs.Auditing;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;
using Microsoft.Data.Sqlite;

namespace Linkage.Jobs.Commands;

/// <summary>Finds out whether the ledger, and the rows it records, are what was written.</summary>
internal sealed class LedgerVerifyVerb : Verb
{
    private const string Part = "Verify";

    private readonly Option<string> _data = PlaceOptions.Data();

    private readonly Option<string[]> _checkpoint = new("--checkpoint")
    {
        HelpName = "FILE",
        Description = "Hold it against the checkpoints of an exported file too; may be given several times",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _key = new("--key")
    {
        HelpName = "PUBLIC.pem",
        Description = "A public key that signed checkpoints; may be given several times, for keys that were replaced [default: that of the workspace]",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Declares the verb.</summary>
    public LedgerVerifyVerb()
        : base(
            "verify",
            "Reads the whole ledger of a workspace and every row it records, and finds any edit, deletion, insertion, reordering or truncation: against the hash chain, the Merkle tree, the signed checkpoints of the workspace and those exported. Names the first event that is wrong. Writes nothing. Ends with exit code 2 when anything is wrong.",
            new("linkage ledger verify --data /srv/linkage", "Against the workspace's own checkpoints"),
            new("linkage ledger verify --data /srv/linkage --checkpoint /mnt/audit/ledger.txt --key /mnt/audit/signing-public.pem", "Against checkpoints and a key that the database's administrator cannot change"),
            new("linkage ledger verify --json | jq '.firstBad, .findings[0]'", "For a program"))
    {
        Add(_data);
        Add(_checkpoint);
        Add(_key);
    }

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var workspace = Path.GetFullPath(parse.GetRequiredValue(_data));
        var files = new LedgerFiles(workspace);
        files.Require();
        var known = files.Known([.. (parse.GetValue(_checkpoint) ?? []).Select(Given)], parse.GetValue(_key) ?? []);
        context.Progress.Open($"Ledger of {RunReport.Shown(workspace)}");
        context.Progress.Begin(Part);
        var verdict = await Task.Run(() => Check(files, known, done => context.Progress.Move(Part, "events", done), cancellationToken), CancellationToken.None).ConfigureAwait(false);
        context.Progress.End(Part, Screen.Plural(verdict.Events, "event"));
        var document = LedgerVerifyDocument.Of(workspace, verdict, known.Newest);
        return new VerbResult(document.Valid ? ExitCode.Done : ExitCode.Refused, document, screen => LedgerReport.Print(screen, document))
        {
            Problems = document.Valid ? [] : [Broken(document)],
        };
    }

    /// <summary>Checks a ledger, or what is left of one.</summary>
    /// <exception cref="ProblemException">There is none, and no checkpoint says that there was.</exception>
    internal static LedgerVerdict Check(LedgerFiles files, KnownCheckpoints known, Action<double> progress, CancellationToken cancellationToken)
    {
        try
        {
            if (files.Read(connection => LedgerCheck.Of(connection, known, progress, cancellationToken)) is { } verdict)
            {
                return verdict;
            }
        }
        catch (SqliteException e) when (SqliteSchema.IsDamage(e))
        {
            var nothing = LedgerCheck.OfNothing(known);
            return nothing with { Findings = [new(LedgerFault.Damaged, 0, "The run store is damaged or no SQLite file; nothing of the ledger can be read."), .. nothing.Findings] };
        }

        return known.Trusted.Count + known.Findings.Count > 0 ? LedgerCheck.OfNothing(known) : throw files.NoLedger();
    }

    /// <summary>What is told when a ledger is not what was written.</summary>
    internal static Problem Broken(LedgerVerifyDocument document) => new(
        "LEDGER_BROKEN",
        $"The ledger is not what was written: {Screen.Plural(document.Findings.Count, "finding")}{(document.FirstBad is { } first ? $", the first at event {first}" : null)}.",
        ExitCode.Refused)
    {
        Where = document.Workspace,
        Remedy = "Treat it as an incident: run nothing more there, keep a copy, and do as LEDGER_BROKEN in runbook.md says.",
    };

    private static CheckpointHistory Given(string path)
    {
        if (!File.Exists(path))
        {
            throw ProblemException.BadConfiguration("NO_FILE", "There is no such file of checkpoints.", Path.GetFullPath(path), "Name one that 'linkage ledger checkpoint' wrote.");
        }

        var history = CheckpointHistory.Read(Path.GetFullPath(path));
        return history is { Checkpoints: [], BadLine: null }
            ? throw ProblemException.BadConfiguration("NO_CHECKPOINT", "The file holds no checkpoint.", history.Path, "Name one that 'linkage ledger checkpoint' wrote.")
            : history;
    }
}
