using Linkage.Jobs.Commands;
using Linkage.Jobs.Delivering;
using Linkage.Jobs.Notifying;
using Linkage.Jobs.Store;
using Linkage.Jobs.Tests.Scheduling;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Deliveries;
using Linkage.TestKit;
using Recipient = Linkage.Jobs.Notifying.Recipient;

namespace Linkage.Jobs.Tests.Delivering;

/// <summary>Files that are due: looked for, found or told late, once. A real folder, a real workspace and a clock that the tests move.</summary>
public sealed class DeliveryWatchTests : ScheduledWorkWorld, IDisposable
{
    // Sundays at 06:00 in London: before and after the clocks go forward on 28 March 2027.
    private static readonly DateTimeOffset Winter = new(2027, 3, 21, 6, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Summer = new(2027, 3, 28, 5, 0, 0, TimeSpan.Zero);

    private static readonly DatasetId Dataset = DatasetId.Parse("council-tax");

    private readonly TemporaryFolder _from = new();
    private readonly Found _found = new();
    private readonly Told _told = new();

    void IDisposable.Dispose()
    {
        _from.Dispose();
        Dispose();
    }

    [Fact]
    public async Task Execute_FileThatComesEachWeek_MeetsEachOfItsDays()
    {
        Put("one", Winter.AddHours(-3));
        await LookAtAsync(Winter.AddMinutes(-1));
        _found.Lines.Clear();

        Put("two", Winter.AddMinutes(-5));
        await LookAtAsync(Winter);
        Put("three", Summer.AddHours(-40));
        await LookAtAsync(Summer.AddSeconds(-1));
        await LookAtAsync(Summer);
        await TellAsync(Summer.AddHours(3));

        Assert.Equal(["came 2027-03-21T06:00:00Z", "came 2027-03-28T05:00:00Z"], _found.Lines);
        Assert.Empty(_told.Messages);
    }

    [Fact]
    public async Task Execute_FileOfTheWeekBefore_IsLateOnceAndLookedForEveryQuarterOfAnHour()
    {
        Put("one", Winter.AddHours(-3));
        await LookAtAsync(Winter);
        await TellAsync(Winter);
        _found.Lines.Clear();
        for (var minutes = 0; minutes <= 180; minutes += 5)
        {
            await LookAtAsync(Summer.AddMinutes(minutes));
            await TellAsync(Summer.AddMinutes(minutes));
        }

        Assert.Equal(["missing 2027-03-28T05:00:00Z DELIVERY_UNCHANGED"], _found.Lines);
        var told = Assert.Single(_told.Messages);
        Assert.Equal("[Linkage] The delivery of council-tax is late", told.Subject);
        var notice = Assert.Single(told.Notices);
        Assert.Equal(("delivery", "council-tax", "2027-03-28T05:00:00Z", "DELIVERY_UNCHANGED"), (notice.About["what"], notice.About["dataset"], notice.About["slot"], notice.About["code"]));
        Assert.Equal(Summer.AddHours(2), notice.At);
        Assert.Contains("runbook.md#a-delivery-is-late", told.PlainText(), StringComparison.Ordinal);

        // It is found within a quarter of an hour, and takes nothing: no data comes that no run was permitted.
        Put("two", Summer.AddHours(3));
        await LookAtAsync(Summer.AddHours(3).AddMinutes(14));
        Assert.Single(_found.Lines);
        await LookAtAsync(Summer.AddHours(3).AddMinutes(15));
        Assert.Equal("came 2027-03-28T05:00:00Z", _found.Lines[^1]);
        Assert.False(Directory.Exists(Path.Combine(_registry.Workspace, "inbox")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_registry.Workspace, "scratch")));
    }

    [Fact]
    public async Task Execute_NoFileWhileNobodyLooked_IsToldOnlyAfterALook()
    {
        Put("one", Winter.AddHours(-3));
        await LookAtAsync(Winter);
        await TellAsync(Winter);
        File.Delete(_from.PathOf("ctax_liability.csv"));

        // No host was at work when it was due: nobody knows yet that it is late.
        await TellAsync(Summer.AddHours(9));
        Assert.Empty(_told.Messages);
        await LookAtAsync(Summer.AddHours(9));
        await TellAsync(Summer.AddHours(9));
        Assert.Equal("DELIVERY_NOT_READY", Assert.Single(_told.Messages).Notices.Single().About["code"]);
    }

    [Fact]
    public async Task Execute_WorkspaceThatAnotherHolds_IsLookedInAtTheNextCall()
    {
        Put("one", Winter.AddHours(-3));
        using (await WorkspaceHold.TakeAsync(StoreDatabase.Of(_registry.Workspace), _registry.Workspace, "a long run", TimeProvider.System, CancellationToken.None))
        {
            await LookAtAsync(Winter);
            Assert.Empty(_found.Lines);
        }

        await LookAtAsync(Winter.AddSeconds(30));
        Assert.Single(_found.Lines);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"Looked\":")]
    [InlineData("null")]
    public async Task Execute_WhatWasKnownIsLost_BeginsAnew(string kept)
    {
        Put("one", Winter.AddHours(-3));
        await LookAtAsync(Winter);
        File.WriteAllText(Path.Combine(_registry.Workspace, "arrivals", "council-tax.json"), kept);

        await LookAtAsync(Winter.AddMinutes(1));

        Assert.Equal(2, _found.Lines.Count);
    }

    [Fact]
    public async Task Execute_ClockSetBack_LooksAgainAtOnce()
    {
        await LookAtAsync(Summer.AddDays(3));
        await LookAtAsync(Summer.AddDays(-1));
        Put("one", Winter);
        await LookAtAsync(Summer.AddDays(-1).AddMinutes(15));

        Assert.Equal(["missing 2027-03-28T05:00:00Z DELIVERY_NOT_READY", "came 2027-03-21T06:00:00Z"], _found.Lines);
    }

    private protected override Place Place()
    {
        var place = base.Place();
        var source = new FolderSource(_from.Path, DoneMarker: false, TimeSpan.FromSeconds(30)) { Due = new DeliveryDue("0 6 * * 0", TimeSpan.FromHours(2)) };
        return place with
        {
            Environment = place.Environment with { Deliveries = new DeliveryConfiguration("test", new Dictionary<DatasetId, DeliverySource> { [Dataset] = source, [DatasetId.Parse("gazetteer")] = source with { Due = null } }) },
            Notifications = new NotificationSettings("Linkage", 20, null, [new Recipient("engineers", new HashSet<NoticeKind> { NoticeKind.Lateness }, new HashSet<string> { "another-project" }, new Webhook(new Uri("https://hooks.example/"), "hook", null), null)]),
        };
    }

    private void Put(string text, DateTimeOffset written)
    {
        File.WriteAllText(_from.PathOf("ctax_liability.csv"), text);
        File.SetLastWriteTimeUtc(_from.PathOf("ctax_liability.csv"), written.UtcDateTime);
    }

    private async Task LookAtAsync(DateTimeOffset now)
    {
        _clock.Set(now);
        await new DeliveryWatch(Place(), _clock, _found).ExecuteAsync(CancellationToken.None);
    }

    private async Task TellAsync(DateTimeOffset now)
    {
        _clock.Set(now);
        await new Notifier(Place(), new SqliteDatabase(_registry.Workspace), _clock, _told, new Quiet()).ExecuteAsync(null, CancellationToken.None);
    }

    private sealed class Found : IDeliveryLog
    {
        public List<string> Lines { get; } = [];

        public void Came(DatasetId dataset, DateTimeOffset due) => Lines.Add($"came {due:yyyy-MM-dd'T'HH:mm:ss'Z'}");

        public void Missing(DatasetId dataset, DateTimeOffset due, string code) => Lines.Add($"missing {due:yyyy-MM-dd'T'HH:mm:ss'Z'} {code}");
    }

    private sealed class Told : IMessageSender
    {
        public List<Message> Messages { get; } = [];

        public Task<string?> SendAsync(Recipient recipient, Message message, CancellationToken cancellationToken)
        {
            Messages.Add(message);
            return Task.FromResult<string?>(null);
        }
    }

    private sealed class Quiet : INoticeLog
    {
        public void Queued(string recipient, int count)
        {
        }

        public void Tried(string recipient, string message, int notices, string? code, int givenUp)
        {
        }
    }
}
