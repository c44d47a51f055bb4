using System.Text;
using Linkage.Governance.Ledger;
using Linkage.Jobs.Commands;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Auditing;

/// <summary>A file of signed checkpoints, the oldest first: the one in the workspace, or one that was exported. Only ever appended to.</summary>
/// <param name="Path">The file.</param>
/// <param name="Checkpoints">What it holds.</param>
/// <param name="BadLine">From this line on (from 1) it is no history of checkpoints; null when all of it is.</param>
internal sealed record CheckpointHistory(string Path, IReadOnlyList<SignedCheckpoint> Checkpoints, int? BadLine)
{
    /// <summary>Name of the history in the workspace.</summary>
    public const string FileName = "ledger-checkpoints.txt";

    /// <summary>Reads a history; one that is not there holds nothing.</summary>
    public static CheckpointHistory Read(string path)
    {
        if (!File.Exists(path))
        {
            return new CheckpointHistory(path, [], null);
        }

        var (checkpoints, badLine) = SignedCheckpoint.ReadHistory(Encoding.UTF8.GetString(File.ReadAllBytes(path)));
        return new CheckpointHistory(path, checkpoints, badLine);
    }

    /// <summary>
    /// Why a checkpoint does not follow the last one of this history; null when it may. That a longer ledger still begins with the events of the last checkpoint
    /// takes reading them: see <see cref="LedgerCheck"/>.
    /// </summary>
    public string? Objection(Checkpoint next) => (BadLine, Checkpoints) switch
    {
        ({ } line, _) => $"line {line} of {FileName} is no checkpoint",
        (_, []) => null,
        (_, [.., var last]) when last.Checkpoint.Origin != next.Origin => "the ledger is not the one the last checkpoint was signed for",
        (_, [.., var last]) when last.Checkpoint.Size > next.Size => $"the ledger has {next.Size} events and the last checkpoint counts {last.Checkpoint.Size}",
        (_, [.., var last]) when last.Checkpoint.Size == next.Size && last.Checkpoint.Root != next.Root => "the events are not those the last checkpoint was signed over",
        _ => null,
    };

    /// <summary>Refuses a ledger that is not the one this history tells of.</summary>
    /// <exception cref="ProblemException">It is not.</exception>
    public void Require(Checkpoint now)
    {
        if (Objection(now) is { } objection)
        {
            throw ProblemException.Refused(
                "LEDGER_BROKEN",
                $"The ledger does not agree with its checkpoints: {objection}.",
                Path,
                "Treat it as an incident: 'linkage ledger verify' says what is wrong, LEDGER_BROKEN in runbook.md what to do.");
        }
    }

    /// <summary>Appends a checkpoint to a history elsewhere, which may be a place where files can only grow. Who may read the file is left to that place.</summary>
    public void Export(SignedCheckpoint checkpoint)
    {
        using var stream = new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.Read);
        stream.Write(Encoding.UTF8.GetBytes(checkpoint.ToText()));
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Appends a checkpoint to the history of a workspace: the file is there whole, with it or without.</summary>
    public void Append(SignedCheckpoint checkpoint)
    {
        var text = string.Concat(Checkpoints.Append(checkpoint).Select(c => c.ToText()));
        PrivateFolder.WriteAllBytes(Path, Encoding.UTF8.GetBytes(text));
    }
}
