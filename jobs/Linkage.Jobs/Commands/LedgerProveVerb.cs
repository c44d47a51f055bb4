using System.CommandLine;
using System.Data.Common;
using Linkage.Governance.Ledger;
using Linkage.Jobs.Auditing;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Commands;

/// <summary>Proves that an event stands in the ledger a checkpoint was signed over.</summary>
internal sealed class LedgerProveVerb : Verb
{
    private readonly Argument<long> _sequence = new("SEQUENCE") { Description = "Number of the event, from 0" };
    private readonly Option<string> _data = PlaceOptions.Data();

    /// <summary>Declares the verb.</summary>
    public LedgerProveVerb()
        : base(
            "prove",
            "Shows an event with the hashes that lead from it to the root of the newest checkpoint (RFC 9162, inclusion proof), so that who holds that checkpoint can check the event without the ledger.",
            new("linkage ledger prove 17 --data /srv/linkage", "Event 17"),
            new("linkage ledger prove 17 --json > event-17.json", "To pass on"))
    {
        Add(_sequence);
        Add(_data);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var workspace = Path.GetFullPath(parse.GetRequiredValue(_data));
        var files = new LedgerFiles(workspace);
        files.Require();
        var sequence = parse.GetValue(_sequence);
        var newest = files.Known([], []).Newest;
        var document = files.Read(connection => Prove(connection, sequence, newest)) ?? throw files.NoLedger();
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => LedgerReport.Print(screen, document)));
    }

    private static LedgerProofDocument Prove(DbConnection connection, long sequence, SignedCheckpoint? newest)
    {
        using var transaction = StoreDialect.Of(connection).BeginReading(connection);
        if (newest is null || sequence < 0 || sequence >= newest.Checkpoint.Size)
        {
            throw ProblemException.BadConfiguration(
                "NO_EVENT", newest is null ? "There is no checkpoint to prove anything against." : $"The newest checkpoint counts {newest.Checkpoint.Size} events, numbered from 0.", null, "Name an event it counts; 'linkage ledger checkpoint' signs over all there are.");
        }

        try
        {
            var record = StoredEvents.One(connection, sequence)?.Record ?? throw new FormatException("The event is missing or cannot be read.");
            var checkpoint = newest.Checkpoint;
            var proof = MerkleProof.Inclusion(sequence, checkpoint.Size, (start, count) => StoredEvents.RootOf(connection, start, count));
            return MerkleProof.IsIncluded(sequence, record.Event.HashAfter(record.Previous), checkpoint.Size, checkpoint.Root, proof)
                ? LedgerProofDocument.Of(record, newest, proof)
                : throw new FormatException("The event is not one the checkpoint was signed over.");
        }
        catch (FormatException e)
        {
            throw ProblemException.Refused("LEDGER_BROKEN", e.Message, null, "Treat it as an incident: 'linkage ledger verify' says what is wrong, LEDGER_BROKEN in runbook.md what to do.");
        }
    }
}
