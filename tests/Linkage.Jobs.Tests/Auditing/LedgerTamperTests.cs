using System.Text;
using Linkage.Governance.Ledger;
using Linkage.Jobs.Auditing;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Store;
using Linkage.Jobs.Tests.Registering;
using Microsoft.Data.Sqlite;

namespace Linkage.Jobs.Tests.Auditing;

/// <summary>What is done to the ledger and to what it records, by someone with every right over the database, is found.</summary>
public sealed class LedgerTamperTests : IDisposable
{
    // A thousand over the seeds.
    private const int EditsOfASeed = 500;

    private static readonly string[] Tables = ["ledger", "runs", "stages", "decisions", "releases"];
    private static readonly string[] RegistryTables = ["documents", "instruments", "approvals", "rule_changes"];
    private static readonly string[] Keys = ["run_id", "ordinal", "release_id", "sequence", "kind", "id", "version", "reference", "rule_id", "rule_version"];

    private readonly SampleLedger _ledger = new SampleLedger().Fill();

    [Fact]
    public void Check_OfWhatRunsLeft_FindsNothing()
    {
        var verdict = _ledger.Check();

        Assert.Empty(verdict.Findings);
        Assert.Equal(verdict.Events, verdict.VouchedFor);
        Assert.Equal((43L, 9), (verdict.Events, verdict.Checkpoints));
        Assert.Equal(27, verdict.Rows);
    }

    [Theory]
    [InlineData(20261122)]
    [InlineData(4)]
    public void Check_AfterAThousandRandomEdits_FindsEveryOne(int seed)
    {
        var kinds = EditAtRandom(_ledger, seed, Tables);

        Assert.Equal(["byte", "delete", "insert", "null", "swap", "truncate"], kinds.Keys.Order());
        Assert.All(kinds, k => Assert.True(k.Value >= (k.Key == "null" ? 3 : 25), k.Key));
    }

    [Theory]
    [InlineData(2026)]
    [InlineData(1122)]
    public void Check_AfterAThousandRandomEditsOfRulesAndApprovals_FindsEveryOneAndNothingIsDecidedFromThem(int seed)
    {
        using var sample = new SampleRegistry();
        sample.Import(new SqliteDatabase(_ledger.Path));
        sample.ApproveAll(new SqliteDatabase(_ledger.Path));
        _ledger.Sign();

        var kinds = EditAtRandom(_ledger, seed, RegistryTables);

        Assert.All(["byte", "delete", "insert", "swap"], kind => Assert.True(kinds[kind] >= 25, kind));
    }

    private static Dictionary<string, int> EditAtRandom(SampleLedger ledger, int seed, string[] tables)
    {
        var isRegistry = tables == RegistryTables;
#pragma warning disable RS0030 // Seeded, and the seed is in the test's name.
        var random = new Random(seed);
#pragma warning restore RS0030
        using (var connection = SampleLedger.Connect(ledger.Database))
        {
            SampleLedger.Query(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        }

        Directory.CreateDirectory(ledger.PathOf("edited"));
        var copy = ledger.PathOf("edited", SqliteDatabase.FileName);
        var kinds = new Dictionary<string, int>();
        for (var i = 0; i < EditsOfASeed; i++)
        {
            File.Copy(ledger.Database, copy, overwrite: true);
            var edit = string.Empty;
            using (var connection = SampleLedger.Connect(copy))
            {
                SampleLedger.Unguarded(connection, () => edit = Edit(connection, random, tables));
            }

            var verdict = ledger.Check(copy);

            Assert.True(verdict.Findings.Count > 0, $"seed {seed}, edit {i}: {edit}");
            Assert.DoesNotContain(verdict.Findings, f => f.Fault == LedgerFault.SchemaChanged);
            kinds[edit.Split(' ')[0]] = kinds.GetValueOrDefault(edit.Split(' ')[0]) + 1;
            if (isRegistry && RegistryTables.Contains(edit.Split(' ')[1]))
            {
                var refused = Record.Exception(() => new StoredRegistry(new SqliteDatabase(ledger.PathOf("edited"))).Load());
                Assert.True(refused is ProblemException { Problem.Code: "REGISTRY_CHANGED" }, $"seed {seed}, edit {i}: {edit}: {refused?.GetType().Name ?? "decided"}");
            }
        }

        return kinds;
    }

    [Fact]
    public void Check_OneEventEdited_NamesIt()
    {
        Change("UPDATE ledger SET actor = 'nobody' WHERE sequence = 17");

        var verdict = _ledger.Check();

        Assert.Equal(17, verdict.FirstBad);
        Assert.Equal((LedgerFault.Edited, 17L), (verdict.Findings[0].Fault, verdict.Findings[0].Sequence));
    }

    [Theory]
    [InlineData("UPDATE ledger SET body = CAST(CAST(body AS BLOB) || x'00' AS TEXT) WHERE sequence = 5")]
    [InlineData("UPDATE runs SET project = CAST(CAST(project AS BLOB) || x'0041' AS TEXT) WHERE rowid = 2")]
    [InlineData("UPDATE runs SET instant = '2026-11-20 09:00:00Z' WHERE rowid = 2")]
    [InlineData("UPDATE runs SET state = 'Refused' WHERE state = 'Released'")]
    [InlineData("UPDATE releases SET row_count = 8 WHERE rowid = 1")]
    [InlineData("UPDATE stages SET seconds = 0.3 WHERE seconds > 0.3")]
    [InlineData("UPDATE decisions SET allowed = 1 WHERE allowed = 0")]
    [InlineData("UPDATE decisions SET ordinal = 7 WHERE rowid = 1")]
    public void Check_AnEditThatReadsAlmostTheSame_IsFound(string sql)
    {
        Change(sql);

        Assert.NotEmpty(_ledger.Check().Findings);
    }

    [Fact]
    public void Check_EventsRewrittenWithRightHashes_IsFoundByTheCheckpoints()
    {
        using (var connection = SampleLedger.Connect(_ledger.Database))
        {
            SampleLedger.Unguarded(connection, () => Forge(connection, from: 20, keep: 43));
        }

        var finding = Assert.Single(_ledger.Check().Findings);

        Assert.Equal(LedgerFault.Rewritten, finding.Fault);
        Assert.InRange(finding.Sequence!.Value, 10, 20);
    }

    [Fact]
    public void Check_CutOffAndGrownAgainWithRightHashes_IsFound()
    {
        using (var connection = SampleLedger.Connect(_ledger.Database))
        {
            SampleLedger.Unguarded(connection, () => SampleLedger.Query(connection, "DELETE FROM ledger WHERE sequence >= 43 - 4"));
        }

        using (var store = _ledger.Open())
        {
            SampleLedger.Refuse(store);
            SampleLedger.Refuse(store);
        }

        Assert.Contains(_ledger.Check().Findings, f => f.Fault == LedgerFault.Rewritten);
    }

    [Fact]
    public void Check_TriggersTakenAway_IsFoundAndNamed()
    {
        using (var connection = SampleLedger.Connect(_ledger.Database))
        {
            SampleLedger.Query(connection, "DROP TRIGGER ledger_stays");
            SampleLedger.Query(connection, "CREATE TRIGGER releases_hidden AFTER INSERT ON releases BEGIN SELECT 1; END");
        }

        Assert.Equal(
            ["In the run store, trigger ledger_stays is missing.", "In the run store, trigger releases_hidden is not of this program."],
            _ledger.Check().Findings.Select(f => f.Message));
    }

    [Fact]
    public void Check_EventBeyondTheNewestCheckpoint_IsNotVouchedFor()
    {
        using (var store = _ledger.Open())
        {
            SampleLedger.Begin(store);
        }

        var verdict = _ledger.Check();

        Assert.Empty(verdict.Findings);
        Assert.Equal((44L, 43L), (verdict.Events, verdict.VouchedFor));
    }

    [Fact]
    public void Check_NoCheckpointWhereARunHasReleased_IsFound()
    {
        File.Delete(_ledger.PathOf(CheckpointHistory.FileName));

        Assert.Equal(LedgerFault.CheckpointMissing, Assert.Single(_ledger.Check().Findings).Fault);
    }

    [Fact]
    public void Check_CheckpointsOfAnotherWorkspace_AreFound()
    {
        using var other = new SampleLedger(ownKeys: true).Fill(1);
        File.Copy(other.PathOf(CheckpointHistory.FileName), _ledger.PathOf(CheckpointHistory.FileName), overwrite: true);

        Assert.All(_ledger.Check().Findings, f => Assert.True(f.Fault is LedgerFault.CheckpointKeyUnknown or LedgerFault.CheckpointMissing));
        Assert.NotEmpty(_ledger.Check().Findings);
    }

    [Fact]
    public void Check_CheckpointsChangedByAByte_AreFound()
    {
        var path = _ledger.PathOf(CheckpointHistory.FileName);
        var text = File.ReadAllText(path);
        File.WriteAllText(path, text.Replace("\n43\n", "\n40\n", StringComparison.Ordinal));

        Assert.Contains(_ledger.Check().Findings, f => f.Fault == LedgerFault.CheckpointInvalid);
    }

    public void Dispose() => _ledger.Dispose();

    private void Change(string sql)
    {
        using var connection = SampleLedger.Connect(_ledger.Database);
        SampleLedger.Unguarded(connection, () =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            Assert.True(command.ExecuteNonQuery() > 0);
        });
    }

    private static string Edit(SqliteConnection connection, Random random, string[] tables)
    {
        var table = tables == Tables && random.Next(2) == 0 ? "ledger" : tables[random.Next(tables.Length)];
        var rows = SampleLedger.Number(connection, $"SELECT count(*) FROM {table}");
        var row = SampleLedger.Number(connection, $"SELECT rowid FROM {table} ORDER BY rowid LIMIT 1 OFFSET $n", ("$n", random.NextInt64(rows)));
        var columns = SampleLedger.Number(connection, $"SELECT count(*) FROM pragma_table_info('{table}')");
        var column = (string)SampleLedger.Query(connection, $"SELECT name FROM pragma_table_info('{table}') WHERE cid = $n", ("$n", random.NextInt64(columns)))!;
        switch (random.Next(6))
        {
            case 0 or 1:
                return ByteEdit(connection, random, table, row, column);
            case 2:
                SampleLedger.Query(connection, $"DELETE FROM {table} WHERE rowid = $row", ("$row", row));
                return $"delete {table} {row}";
            case 3:
                return Insert(connection, random, table, row);
            case 4:
                return Swap(connection, random, table, row, column);
            default:
                var from = random.NextInt64(1, SampleLedger.Number(connection, "SELECT count(*) FROM ledger"));
                SampleLedger.Query(connection, "DELETE FROM ledger WHERE sequence >= $from", ("$from", from));
                return $"truncate ledger {from}";
        }
    }

    // One byte of a text, one step of a number, or nothing where there was something.
    private static string ByteEdit(SqliteConnection connection, Random random, string table, long row, string column)
    {
        var value = SampleLedger.Query(connection, $"SELECT {column} FROM {table} WHERE rowid = $row", ("$row", row));
        object? edited = value switch
        {
            string { Length: > 0 } text => Flip(text, random),
            string => "x",
            long number => number + (random.Next(2) == 0 ? 1 : -1),
            double number => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(number) ^ 1),
            _ => "x",
        };
        SampleLedger.Query(connection, "PRAGMA ignore_check_constraints = ON");
        try
        {
            SampleLedger.Query(connection, $"UPDATE {table} SET {column} = $value WHERE rowid = $row", ("$value", edited), ("$row", row));
        }
        catch (SqliteException e) when (e.SqliteErrorCode == 19)
        {
            // The number is taken, or the column stores no text: the row goes instead.
            SampleLedger.Query(connection, $"DELETE FROM {table} WHERE rowid = $row", ("$row", row));
            return $"delete {table} {row}";
        }

        return value is DBNull or null ? $"null {table} {row} {column}" : $"byte {table} {row} {column}";
    }

    private static string Flip(string text, Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var at = random.Next(bytes.Length);
        bytes[at] = (byte)(bytes[at] == '0' ? '1' : '0');
        return Encoding.UTF8.GetString(bytes);
    }

    // A copy of a row under another key; of an event also one with right hashes, put between others.
    private static string Insert(SqliteConnection connection, Random random, string table, long row)
    {
        if (table != "ledger")
        {
            var columns = string.Join(", ", Columns(connection, table).Select(c => c is "run_id" or "id" or "reference" or "rule_id" ? c + " || 'x'" : c));
            SampleLedger.Query(connection, $"INSERT INTO {table} SELECT {columns} FROM {table} WHERE rowid = $row", ("$row", row));
            return $"insert {table} {row}";
        }

        var size = SampleLedger.Number(connection, "SELECT count(*) FROM ledger");
        // After the last event and with right hashes it would be what the program itself could have written: no checkpoint vouches for it, see the test of that.
        if (random.Next(2) == 0 || row == size - 1)
        {
            SampleLedger.Query(connection, "INSERT INTO ledger SELECT $size, instant, kind, subject, actor, body, previous, hash, subtree FROM ledger WHERE sequence = $row", ("$size", size), ("$row", row));
            return $"insert ledger {row} at the end";
        }

        SampleLedger.Query(connection, "PRAGMA ignore_check_constraints = ON");
        SampleLedger.Query(connection, "UPDATE ledger SET sequence = -sequence WHERE sequence > $row", ("$row", row));
        SampleLedger.Query(connection, "UPDATE ledger SET sequence = 1 - sequence WHERE sequence < 0");
        SampleLedger.Query(connection, "INSERT INTO ledger SELECT sequence + 1, instant, kind, subject, actor, body, previous, hash, subtree FROM ledger WHERE sequence = $row", ("$row", row));
        Forge(connection, row + 1, size + 1);
        return $"insert ledger {row} with right hashes";
    }

    private static string Swap(SqliteConnection connection, Random random, string table, long row, string column)
    {
        // Of a table one of whose columns differs; the ledger's rows change places.
        var other = SampleLedger.Query(connection, $"SELECT rowid FROM {table} WHERE rowid <> $row ORDER BY rowid LIMIT 1 OFFSET $n", ("$row", row), ("$n", random.NextInt64(SampleLedger.Number(connection, $"SELECT count(*) FROM {table}") - 1)))!;
        var differing = Columns(connection, table).Where(c => !Keys.Contains(c))
            .Where(c => SampleLedger.Number(connection, $"SELECT (SELECT {c} FROM {table} WHERE rowid = $a) IS NOT (SELECT {c} FROM {table} WHERE rowid = $b)", ("$a", row), ("$b", other)) == 1).ToList();
        if (differing.Count == 0)
        {
            SampleLedger.Query(connection, $"DELETE FROM {table} WHERE rowid = $row", ("$row", row));
            return $"delete {table} {row}";
        }

        var swapped = table == "ledger" ? differing : [differing.Contains(column) ? column : differing[0]];
        SampleLedger.Query(connection, "PRAGMA ignore_check_constraints = ON");
        SampleLedger.Query(
            connection,
            $"UPDATE {table} SET {string.Join(", ", swapped.Select(c => $"{c} = o.{c}"))} FROM (SELECT rowid AS r, * FROM {table} WHERE rowid IN ($a, $b)) AS o WHERE {table}.rowid IN ($a, $b) AND o.r <> {table}.rowid",
            ("$a", row),
            ("$b", other));
        return $"swap {table} {row} {other} {string.Join(' ', swapped)}";
    }

    private static List<string> Columns(SqliteConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT name FROM pragma_table_info('{table}') ORDER BY cid";
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    // Makes every hash right again from an event on, with another actor, as one who knows how the ledger is built can.
    private static void Forge(SqliteConnection connection, long from, long keep)
    {
        var records = StoredEvents.All(connection).Select(e => e.Record!).ToList();
        var tree = new MerkleTree();
        TreeHash last = default;
        foreach (var record in records.Take((int)keep))
        {
            var forged = record.Event.Sequence >= from ? record.Event with { Actor = "forger" } : record.Event;
            var previous = last;
            last = forged.HashAfter(previous);
            SampleLedger.Query(
                connection,
                "UPDATE ledger SET actor = $actor, previous = $previous, hash = $hash, subtree = $subtree WHERE sequence = $sequence",
                ("$actor", forged.Actor),
                ("$previous", previous.ToString()),
                ("$hash", last.ToString()),
                ("$subtree", tree.Append(last).ToString()),
                ("$sequence", forged.Sequence));
        }
    }
}
