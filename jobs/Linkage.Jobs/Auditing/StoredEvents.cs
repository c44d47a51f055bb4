using System.Data.Common;
using System.Globalization;
using Linkage.Governance.Ledger;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Auditing;

/// <summary>The ledger's rows as the file stores them, streamed in order.</summary>
internal static class StoredEvents
{
    private static readonly string[] Texts = ["instant", "kind", "subject", "actor", "body", "previous", "hash", "subtree"];

    /// <summary>Every event, read strictly: one that is not in the form this program writes is told as such.</summary>
    public static IEnumerable<StoredEvent> All(DbConnection connection) => Read(connection, "ORDER BY sequence");

    /// <summary>One event, or null when there is none of that number.</summary>
    public static StoredEvent? One(DbConnection connection, long sequence) => Read(connection, "WHERE sequence = @sequence", ("@sequence", sequence)).SingleOrDefault();

    /// <summary>The events whose subject begins with a text, in order.</summary>
    public static IEnumerable<StoredEvent> Of(DbConnection connection, string subject) =>
        Read(connection, "WHERE substr(subject, 1, @length) = @subject ORDER BY sequence", ("@length", subject.Length), ("@subject", subject));

    /// <summary>How many events there are, by the number of the last.</summary>
    public static long SizeOf(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(sequence) + 1, 0) FROM ledger";
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Root of the tree over a range of events, by the hashes stored with them.</summary>
    /// <exception cref="FormatException">One of them is missing or no hash.</exception>
    public static TreeHash RootOf(DbConnection connection, long start, long count)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT hash FROM ledger WHERE sequence >= @start ORDER BY sequence LIMIT @count";
        command.Add("@start", start);
        command.Add("@count", count);
        using var reader = command.ExecuteReader();
        var tree = new MerkleTree();
        while (reader.Read())
        {
            tree.Append(TreeHash.TryParse(reader.GetString(0), out var hash) ? hash : throw new FormatException("An event stores no hash."));
        }

        return tree.Size == count ? tree.Root : throw new FormatException("Events are missing.");
    }

    private static IEnumerable<StoredEvent> Read(DbConnection connection, string which, params (string Name, object Value)[] parameters)
    {
        var dialect = StoreDialect.Of(connection);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT sequence, {string.Join(", ", Texts.Select(t => dialect.Selected(t, typeof(string))))} FROM ledger {which}";
        foreach (var (name, value) in parameters)
        {
            command.Add(name, value);
        }

        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return Event(reader, dialect);
        }
    }

    private static StoredEvent Event(DbDataReader reader, StoreDialect dialect)
    {
        var sequence = reader.GetInt64(0);
        TreeHash hash = default;
        try
        {
            var isHash = TreeHash.TryParse(dialect.Text(reader, 7), out hash);
            if (!isHash || !TreeHash.TryParse(dialect.Text(reader, 6), out var previous) || !TreeHash.TryParse(dialect.Text(reader, 8), out var subtree))
            {
                return new StoredEvent(sequence, null, "one of its hashes is none", hash);
            }

            return LedgerEvent.TryReadInstant(dialect.Text(reader, 1), out var instant)
                ? new StoredEvent(
                    sequence,
                    new LedgerRecord(
                        new LedgerEvent(sequence, instant, dialect.Text(reader, 2), dialect.Text(reader, 3), dialect.Text(reader, 4), dialect.Text(reader, 5)),
                        previous,
                        hash,
                        subtree),
                    null,
                    hash)
                : new StoredEvent(sequence, null, "its instant is none", hash);
        }
        catch (FormatException e)
        {
            return new StoredEvent(sequence, null, e.Message, hash);
        }
    }
}

/// <summary>An event as it was read.</summary>
/// <param name="Sequence">Its place.</param>
/// <param name="Record">The event; null when it cannot be read as one.</param>
/// <param name="Problem">Why not.</param>
/// <param name="Hash">The hash stored with it; the default value when that is none.</param>
internal sealed record StoredEvent(long Sequence, LedgerRecord? Record, string? Problem, TreeHash Hash);
