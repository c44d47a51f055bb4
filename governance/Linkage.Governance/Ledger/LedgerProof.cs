using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Linkage.Governance.Documents;

namespace Linkage.Governance.Ledger;

/// <summary>
/// An event of a ledger with all that shows it to stand there: the hashes that lead from it to a root (RFC 9162, 2.1.3) and the checkpoint that was signed over that root. Who has the
/// public key checks it without the ledger. It has one written form only; its shape is <c>schemas/formats/ledger-proof-output.schema.json</c>.
/// </summary>
/// <param name="Event">The event.</param>
/// <param name="Previous">Hash of the event before; the default value for the first.</param>
/// <param name="Path">The hashes from the leaf to the root.</param>
/// <param name="Signed">The checkpoint.</param>
public sealed record LedgerProof(LedgerEvent Event, TreeHash Previous, IReadOnlyList<TreeHash> Path, SignedCheckpoint Signed)
{
    /// <summary>Reads a proof, or null when the bytes are not exactly the one form of one.</summary>
    public static LedgerProof? Read(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            using var written = JsonDocument.Parse(Text(root, "event"));
            var happened = written.RootElement;
            var path = new List<TreeHash>();
            foreach (var step in root.GetProperty("proof").EnumerateArray())
            {
                path.Add(TreeHash.TryParse(step.GetString(), out var hash) ? hash : throw new FormatException());
            }

            if (!TreeHash.TryParse(Text(happened, "previous"), out var previous)
                || !LedgerEvent.TryReadInstant(Text(happened, "instant"), out var instant)
                || SignedCheckpoint.ReadHistory(Text(root, "checkpoint")) is not { BadLine: null, Checkpoints: [var signed] })
            {
                return null;
            }

            var read = new LedgerProof(
                new LedgerEvent(happened.GetProperty("sequence").GetInt64(), instant, Text(happened, "kind"), Text(happened, "subject"), Text(happened, "actor"), Text(happened, "body")),
                previous,
                path,
                signed);
            return read.ToBytes().AsSpan().SequenceEqual(bytes) ? read : null;
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The proof as the bytes of its file: the canonical form, and a line end.</summary>
    /// <exception cref="ArgumentException">The event has no canonical form.</exception>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(CanonicalHash.CanonicalText(new JsonObject
    {
        ["sequence"] = Event.Sequence,
        ["event"] = Event.CanonicalAfter(Previous),
        ["leafHash"] = Event.HashAfter(Previous).ToString(),
        ["size"] = Signed.Checkpoint.Size,
        ["root"] = Signed.Checkpoint.Root.ToString(),
        ["proof"] = new JsonArray([.. Path.Select(h => JsonValue.Create(h.ToString()))]),
        ["checkpoint"] = Signed.ToText(),
    }) + "\n");

    /// <summary>Why it does not show that the event stands in a ledger whose checkpoints this key signs, as a sentence; null when it does.</summary>
    /// <param name="key">The key, which came another way.</param>
    public string? Objection(ICheckpointKey key) =>
        !Signed.IsSignedBy(key) ? "The checkpoint of the ledger was not signed with the key given, or was changed."
        : !MerkleProof.IsIncluded(Event.Sequence, Event.HashAfter(Previous), Signed.Checkpoint.Size, Signed.Checkpoint.Root, Path) ? "The event does not stand in the ledger that the checkpoint was signed over, or was changed."
        : null;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new FormatException();
}
