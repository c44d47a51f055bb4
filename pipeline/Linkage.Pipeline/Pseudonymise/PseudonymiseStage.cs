using System.Text.Json.Nodes;
using DuckDB.NET.Data;
using Linkage.Governance.Documents;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Pseudonymise;

/// <summary>
/// Splits a landed dataset in two under one record key: identifiers and contact details to the identity zone, everything else to the research
/// zone. Free text goes nowhere. The record key is HMAC-SHA-256 of the source's own record id under the dataset's key.
/// </summary>
public static class PseudonymiseStage
{
    /// <summary>Name of the stage in reports.</summary>
    public const string Name = "Pseudonymise";

    /// <summary>File of the identity set: record_key, then the identifier and contact columns in the order of the contract.</summary>
    public const string IdentityFile = "identity.parquet";

    /// <summary>File of the research set: record_key, then the other columns in the order of the contract.</summary>
    public const string AttributesFile = "attributes.parquet";

    // Raised when the files would come out otherwise for the same inputs.
    private const int Format = 2;

    private const string KeyFunction = "record_hmac";
    private const int Steps = 4;

    /// <summary>Publishes both sets of a dataset, or finds them published for the same rows, contract and key.</summary>
    /// <param name="contract">The dataset's contract.</param>
    /// <param name="landing">What Extract published: <c>rows.parquet</c> with the contract's columns and line_number.</param>
    /// <param name="store">The zones.</param>
    /// <param name="keys">The council's keys.</param>
    /// <param name="options">Threads, memory and a private folder for spilled blocks; the database itself stays in memory.</param>
    /// <param name="progress">Told after each step; may be null.</param>
    /// <param name="cancellationToken">Interrupts the running statement; nothing is published then.</param>
    /// <exception cref="StageException">DuckDB could not do it, or a column has the pseudonym's name; the message names the dataset.</exception>
    public static PseudonymisedDataset Execute(
        DatasetContract contract,
        PublishedSet landing,
        ZoneStore store,
        KeyRing keys,
        DuckOptions options,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (contract.Columns.Any(c => string.Equals(c.Name, "record_key", StringComparison.OrdinalIgnoreCase)))
        {
            throw new StageException(Name, contract.Id.Value, "a column of the contract is named record_key, which is the name of the pseudonym. Give it another name.");
        }

        using var key = keys.DatasetKey(contract.Id);
        using var session = DuckSession.Open(options with { DatabasePath = null, PreserveInsertionOrder = true });
        var name = contract.Id.Value;
        var setKey = SetKeyOf(session, contract, landing, key, cancellationToken);
        if (PublishedPair(store, name, setKey) is { } published)
        {
            return published;
        }

        try
        {
            Report(progress, name, "keys", 0);
            key.MountForText(session, KeyFunction);
            var rejected = KeyRecords(session, contract, landing, cancellationToken);
            var rows = session.Scalar<long>("SELECT count(*) FROM keyed_records", cancellationToken);

            using var identity = store.Stage(Zone.Identity, name, setKey);
            using var research = store.Stage(Zone.Research, name, setKey);
            Report(progress, name, "identity", 1);
            Write(session, contract, Zone.Identity, identity.PathOf(IdentityFile), cancellationToken);
            Report(progress, name, "attributes", 2);
            Write(session, contract, Zone.Research, research.PathOf(AttributesFile), cancellationToken);
            Report(progress, name, "publish", 3);

            var facts = new PseudonymiseFacts(
                name,
                key.KeyId,
                contract.ContentHash,
                rows + rejected.Values.Sum(),
                rows,
                rejected,
                identity.DigestOf(IdentityFile),
                research.DigestOf(AttributesFile));
            DiscardOtherHalf(store, name, setKey, facts);
            cancellationToken.ThrowIfCancellationRequested();
            var identitySet = identity.Publish(facts);
            var researchSet = research.Publish(facts);
            Report(progress, name, "done", Steps);
            return new PseudonymisedDataset(identitySet, researchSet, facts.ToPart(reused: false));
        }
        catch (DuckDBException error)
        {
            throw StageException.From(Name, name, error);
        }
    }

    private static string SetKeyOf(
        DuckSession session, DatasetContract contract, PublishedSet landing, PseudonymKey key, CancellationToken cancellationToken) =>
        CanonicalHash.Of(new JsonObject
        {
            ["stage"] = Name,
            ["format"] = Format,
            ["duckdb"] = session.Scalar<string>("SELECT version()", cancellationToken),
            ["landing"] = landing.Seal.Key,
            ["rows"] = landing.ContentOf("rows.parquet"),
            ["contract"] = contract.ContentHash,
            ["key"] = key.KeyId,
        });

    // Identity is published first. A crash between the two leaves one half, which is no pair: the next run makes both again.
    private static PseudonymisedDataset? PublishedPair(ZoneStore store, string name, string setKey) =>
        store.FindWhole(Zone.Identity, name, setKey) is { } identity && store.FindWhole(Zone.Research, name, setKey) is { } research
        && identity.Seal.FactsAs<PseudonymiseFacts>() is var facts && facts.IsPairOf(identity, research)
            ? new PseudonymisedDataset(identity, research, facts.ToPart(reused: true))
            : null;

    private static void DiscardOtherHalf(ZoneStore store, string name, string setKey, PseudonymiseFacts facts)
    {
        foreach (var (zone, file, digest) in new[]
        {
            (Zone.Identity, IdentityFile, facts.IdentityDigest),
            (Zone.Research, AttributesFile, facts.AttributesDigest),
        })
        {
            if (store.Find(zone, name, setKey) is { } half && half.DigestOf(file) != digest)
            {
                store.Quarantine(half, "half-of-a-pair");
            }
        }
    }

    private static SortedDictionary<string, long> KeyRecords(
        DuckSession session, DatasetContract contract, PublishedSet landing, CancellationToken cancellationToken)
    {
        var columns = contract.Columns.Where(c => c.HomeZone != Zone.Landing).Select(c => $"landed.{new SqlName(c.Name)}");
        session.Execute(
            SqlStep.Load(typeof(PseudonymiseStage), "keyed_records").With(
                ("record_id", new SqlName(contract.RecordId.Name).ToString()),
                ("columns", string.Join(", ", columns)),
                ("record_hmac", new SqlName(KeyFunction).ToString()),
                ("rows", SqlName.File(landing.PathOf("rows.parquet")))).Text,
            cancellationToken);
        var counts = session.Query(
            "SELECT reason, count(*) FROM judged_records WHERE reason IS NOT NULL GROUP BY reason",
            row => (Reason: row.GetString(0), Rows: row.GetInt64(1)),
            cancellationToken);
        return new SortedDictionary<string, long>(counts.ToDictionary(c => c.Reason, c => c.Rows), StringComparer.Ordinal);
    }

    private static void Write(DuckSession session, DatasetContract contract, Zone zone, string path, CancellationToken cancellationToken)
    {
        var columns = contract.Columns.Where(c => c.HomeZone == zone).Select(c => new SqlName(c.Name).ToString()).Prepend("record_key");
        session.Execute(
            SqlStep.Load(typeof(PseudonymiseStage), "half_of_records").With(
                ("columns", string.Join(", ", columns)),
                ("path", SqlName.Literal(path))).Text,
            cancellationToken);
    }

    private static void Report(IProgress<StageProgress>? progress, string dataset, string step, int done) =>
        progress?.Report(new StageProgress(Name, $"{dataset}: {step}", done, Steps));
}
