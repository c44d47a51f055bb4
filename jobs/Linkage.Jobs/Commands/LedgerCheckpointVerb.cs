using System.CommandLine;
using Linkage.Governance.Ledger;
using Linkage.Jobs.Auditing;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Keys;

namespace Linkage.Jobs.Commands;

/// <summary>Signs what the ledger holds now, and writes it to a place of its own.</summary>
internal sealed class LedgerCheckpointVerb : Verb
{
    private readonly Option<string> _data = PlaceOptions.Data();

    private readonly Option<string> _out = new("--out")
    {
        HelpName = "FILE|DIR",
        Description = "A file of checkpoints, begun or appended to; or a folder, where the file bears the name of the ledger. Choose a place that whoever administers the workspace cannot write to afterwards",
        Required = true,
    };

    private readonly Option<string[]> _key = new("--key")
    {
        HelpName = "PUBLIC.pem",
        Description = "The public key of a signing key that was replaced, for the checkpoints it signed; may be given several times",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Declares the verb.</summary>
    public LedgerCheckpointVerb()
        : base(
            "checkpoint",
            "Checks the whole ledger of a workspace, then signs a checkpoint of it (how many events, and the root hash over them) and appends it to a file elsewhere and to the workspace's own history. Signs nothing when anything is wrong.",
            new("linkage ledger checkpoint --data /srv/linkage --out /mnt/audit", "Into a folder of the auditors"),
            new("linkage ledger checkpoint --out ledger.txt --json | jq .size", "For a scheduler"))
    {
        Add(_data);
        Add(_out);
        Add(_key);
    }

    /// <inheritdoc/>
    public override string? WorkspaceOf(ParseResult parse) => parse.GetValue(_data);

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var workspace = Path.GetFullPath(parse.GetRequiredValue(_data));
        var files = new LedgerFiles(workspace);
        files.Require();
        if (!files.Store.Exists)
        {
            throw files.NoLedger();
        }

        using var held = await WorkspaceHold.TakeAsync(StoreDatabase.Of(workspace), workspace, "linkage ledger checkpoint", context.Clock, cancellationToken).ConfigureAwait(false);
        var vault = WorkspaceVault.Open(files.Keys);
        using var opened = vault as IDisposable;
        WorkspaceVault.RequireOwn(vault, files.Keys, Path.Combine(workspace, "zones"));
        using var key = SigningKey.Open(vault);
        using var store = RunStore.Open(files.Store, workspace, context.Clock);
        var now = store.LedgerNow(context.Clock.GetUtcNow());
        var history = files.History();
        var exported = CheckpointHistory.Read(Target(parse.GetRequiredValue(_out), now));
        var known = files.Known([exported], [Path.Combine(files.Keys, LocalKeyVault.PublicFileName), .. parse.GetValue(_key) ?? []]);
        var verdict = await Task.Run(() => LedgerVerifyVerb.Check(files, known, _ => { }, cancellationToken), CancellationToken.None).ConfigureAwait(false);
        var checkedDocument = LedgerVerifyDocument.Of(workspace, verdict, known.Newest);
        if (!checkedDocument.Valid)
        {
            throw new ProblemException(LedgerVerifyVerb.Broken(checkedDocument));
        }

        history.Require(now);
        exported.Require(now);
        var signed = SignedCheckpoint.Sign(now, new CheckpointSigner(key));
        history.Append(signed);
        exported.Export(signed);
        var document = new LedgerCheckpointDocument(now.Origin, now.Size, now.Root.ToString(), now.Instant, exported.Path, exported.Checkpoints.Count + 1, key.KeyId);
        return new VerbResult(ExitCode.Done, document, screen => LedgerReport.Print(screen, document));
    }

    private static string Target(string given, Checkpoint now)
    {
        var path = Path.GetFullPath(given);
        if (Directory.Exists(path))
        {
            var own = Path.Combine(path, now.Origin.Replace('/', '-') + ".txt");
            return File.Exists(own) || Directory.GetFiles(path, "linkage-ledger-*.txt") is not [var other, ..]
                ? own
                : throw ProblemException.Refused(
                    "ANOTHER_LEDGER",
                    "The folder holds the checkpoints of another ledger and none of this one: was this workspace's ledger replaced?",
                    other,
                    "If it was, that is an incident: see 'A broken ledger' in the runbook. For the first checkpoint of another workspace, name its file in the folder: --out DIR/NAME.txt.");
        }

        return Directory.Exists(Path.GetDirectoryName(path))
            ? path
            : throw ProblemException.BadConfiguration("NO_FOLDER", "--out names a file in a folder that is not there.", path, "Make the folder first, or name another file.");
    }
}
