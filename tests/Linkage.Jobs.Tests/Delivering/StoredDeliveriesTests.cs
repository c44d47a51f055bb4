using Linkage.Jobs.Commands;
using Linkage.Jobs.Delivering;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Run;
using Linkage.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Tests.Delivering;

/// <summary>What the store remembers of deliveries: which is compared with which, and who took one that had been stopped.</summary>
public sealed class StoredDeliveriesTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly DatasetId Tax = DatasetId.Parse("council-tax");
    private static readonly RunId First = RunId.Create(At);
    private static readonly RunId Second = RunId.Create(At.AddDays(1));

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDatabase _database;
    private readonly StoredDeliveries _deliveries;

    public StoredDeliveriesTests()
    {
        _database = new SqliteDatabase(_folder.Path);
        _database.Prepare(new FixedClock(At));
        _deliveries = new StoredDeliveries(_database, _folder.Path, new FixedClock(At));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Before_AfterSeveral_IsTheLastAcceptedOtherThanTheOneInHand()
    {
        Assert.Null(_deliveries.Before(Tax, "b"));
        _deliveries.Accepted(First, [(Tax, "key-a", "a")]);
        _deliveries.Accepted(First, [(Tax, "key-a", "a")]);
        _deliveries.Stopped(First, [(Tax, "key-c", "c")]);
        _deliveries.Accepted(Second, [(Tax, "key-b", "b")]);

        Assert.Equal("key-b", _deliveries.Before(Tax, "c")?.Key);
        Assert.Equal("key-a", _deliveries.Before(Tax, "b")?.Key);
        Assert.Null(_deliveries.Before(DatasetId.Parse("food-vouchers"), "b"));
        Assert.Equal(["delivery-accepted", "delivery-stopped", "delivery-accepted"], Kinds());
    }

    [Fact]
    public void AllowOnce_StoppedDelivery_IsTakenUntilAnotherIsAccepted()
    {
        Assert.Equal("NO_DELIVERY_STOPPED", Assert.Throws<ProblemException>(() => _deliveries.AllowOnce(Tax, null, "p-okafor", "A test.")).Problem.Code);
        _deliveries.Accepted(First, [(Tax, "key-a", "a")]);
        _deliveries.Stopped(Second, [(Tax, "key-b", "b")]);
        Assert.False(_deliveries.MayBeTaken(Tax, "b", out _));
        Assert.Equal("NO_DELIVERY_STOPPED", Assert.Throws<ProblemException>(() => _deliveries.AllowOnce(Tax, First.ToString(), "p-okafor", "A test.")).Problem.Code);

        Assert.True(_deliveries.AllowOnce(Tax, Second.ToString(), "p-okafor", "Two wards went."));
        Assert.False(_deliveries.AllowOnce(Tax, null, "p-other", "The same."));

        Assert.True(_deliveries.MayBeTaken(Tax, "b", out var person));
        Assert.Equal("p-okafor", person);
        Assert.False(_deliveries.MayBeTaken(Tax, "c", out _));
        Assert.Null(Record.Exception(() => _deliveries.Accepted(Second, [(Tax, "key-b", "b")])));
        Assert.True(_deliveries.MayBeTaken(Tax, "b", out person));
        Assert.Equal("p-okafor", person);
        _deliveries.Accepted(Second, [(Tax, "key-d", "d")]);
        Assert.False(_deliveries.MayBeTaken(Tax, "b", out _));
        Assert.Equal("NO_DELIVERY_STOPPED", Assert.Throws<ProblemException>(() => _deliveries.AllowOnce(Tax, null, "p-okafor", "A test.")).Problem.Code);
        Assert.DoesNotContain("Two wards", Bodies(), StringComparison.Ordinal);
        Assert.Contains("p-okafor", Bodies(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE deliveries SET digest = 'c'")]
    [InlineData("DELETE FROM deliveries")]
    public void Store_WhatBecameOfADelivery_IsKeptByTheDatabase(string sql)
    {
        _deliveries.Accepted(First, [(Tax, "key-a", "a")]);

        Assert.Equal(19, Assert.Throws<SqliteException>(() => Execute(sql)).SqliteErrorCode);
    }

    [Theory]
    [InlineData("INSERT INTO deliveries SELECT workspace, dataset, 9, 'Allowed', 'b', set_key, run_id, 'p-okafor', 'A test.', at FROM deliveries")]
    [InlineData("DROP TRIGGER deliveries_stays; UPDATE deliveries SET digest = 'c'")]
    public void Read_RowBesideTheLedger_IsRefused(string sql)
    {
        _deliveries.Accepted(First, [(Tax, "key-a", "a")]);
        Execute(sql);

        Assert.Equal("LEDGER_BROKEN", Assert.Throws<ProblemException>(() => _deliveries.MayBeTaken(Tax, "b", out _)).Problem.Code);
        Assert.Equal("LEDGER_BROKEN", Assert.Throws<ProblemException>(() => _deliveries.Before(Tax, "b")).Problem.Code);
    }

    private List<string> Kinds() => Events().ConvertAll(e => System.Text.Json.JsonDocument.Parse(e).RootElement.GetProperty("kind").GetString()!);

    private string Bodies() => string.Join('\n', Events());

    private List<string> Events()
    {
        using var db = new RunStoreContext(_database.Options);
        return [.. db.Ledger.AsNoTracking().Where(e => e.Subject.StartsWith("deliveries/")).OrderBy(e => e.Sequence).AsEnumerable().Select(e => System.Text.Json.JsonSerializer.Serialize(new { kind = e.Kind, body = e.Body }))];
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, SqliteDatabase.FileName)};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
