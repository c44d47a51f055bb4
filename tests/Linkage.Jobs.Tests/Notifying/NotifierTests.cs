using System.Text;
using Linkage.Governance.Rules;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Notifying;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Store;
using Linkage.Jobs.Tests.Scheduling;
using Recipient = Linkage.Jobs.Notifying.Recipient;

namespace Linkage.Jobs.Tests.Notifying;

/// <summary>What is told, once, to whom, whatever becomes of host and server. A real store, and a clock that the tests move.</summary>
public sealed class NotifierTests : ScheduledWorkWorld
{
    private const string Canary = "Zebedee Quixote";

    private static readonly HashSet<NoticeKind> Everything = [.. Enum.GetValues<NoticeKind>()];

    private readonly Sent _sent = new();
    private readonly Quiet _quiet = new();
    private HashSet<NoticeKind> _on = [NoticeKind.Failure, NoticeKind.Refusal, NoticeKind.Lateness, NoticeKind.Incident];
    private HashSet<string> _projects = [];
    private int _perHour = 20;
    private Notifier? _notifier;

    [Fact]
    public async Task Execute_SlotThatFails_IsToldOnceWhateverHost()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        await TellAsync(Noon);
        _runner.Ends = _ => throw ProblemException.BadConfiguration("KEY_MISSING", $"About {Canary}.", Canary, Canary);

        await LookAsync(Noon.AddHours(15));
        await TellAsync(Noon.AddHours(15));
        _notifier = null;
        await TellAsync(Noon.AddHours(15).AddMinutes(1));

        var told = Assert.Single(_sent.Messages);
        Assert.Equal("[Linkage] homes-and-money failed: KEY_MISSING", told.Subject);
        Assert.Equal("2026-11-23T02:30:00Z", Assert.Single(told.Notices).About["slot"]);
        Assert.Contains("runbook.md#", told.PlainText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_RunsByHand_AreToldByHowTheyEndedAndOldOnesAreNot()
    {
        var (before, failed, refused) = ("20261122-110000-000-aaaaaaaa", "20261122-130000-000-bbbbbbbb", "20261122-140000-000-cccccccc");
        Run(before, Noon.AddHours(-1), RunState.Failed, "INTERNAL");
        await TellAsync(Noon);
        Run(failed, Noon.AddHours(1), RunState.Failed, "INTERNAL");
        Run(refused, Noon.AddHours(2), RunState.Refused, "LEDGER_BROKEN");

        await TellAsync(Noon.AddHours(3));

        Assert.Equal([("failure", failed), ("incident", refused)], _sent.Messages.SelectMany(m => m.Notices).Select(n => (n.Kind, n.About["run"])).OrderBy(n => n.Item2, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Execute_SlotThatDoesNotBegin_IsLateAfterAnHourAndNotWhilePaused()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        await TellAsync(Noon);

        await TellAsync(Noon.AddHours(15.4));
        Assert.Empty(_sent.Messages);
        Schedules().Pause(Project, "p-okafor", Canary);
        await TellAsync(Noon.AddHours(15.5));
        Assert.Empty(_sent.Messages);

        Schedules().Resume(Project, "p-okafor", Canary);
        await LookAsync(Noon.AddHours(16));
        await TellAsync(Noon.AddHours(39.5));
        await TellAsync(Noon.AddHours(40));
        Assert.Equal("[Linkage] homes-and-money is late", Assert.Single(_sent.Messages).Subject);
    }

    [Fact]
    public async Task Execute_WhatEnds_IsToldOnceForEachOfItsDays()
    {
        _on = [NoticeKind.Expiry];
        var registry = new StoredRegistry(new SqliteDatabase(_registry.Workspace)).Load();
        var rule = registry.Rules.First(one => one.Status == RuleStatus.Approved);
        var last = RuleLifeCycle.Ends(rule, registry)[0].LastDay;
        var name = $"{rule.Id}.v{rule.Version}";
        var days = new[] { 31, 30, 29, 14, 8, 7, 1, 0, -1 };

        var told = new List<int>();
        foreach (var left in days)
        {
            _sent.Messages.Clear();
            await TellAsync(new DateTimeOffset(last.AddDays(-left), new TimeOnly(9, 0), TimeSpan.Zero));
            told.AddRange(_sent.Messages.SelectMany(m => m.Notices).Where(n => n.About["rule"] == name && n.About["until"] == last.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)).Select(_ => left).Distinct());
        }

        Assert.Equal([30, 14, 7, 0], told);
    }

    [Fact]
    public async Task Execute_ServerThatIsAway_IsTriedLaterAndLaterAndGivenUpInTheEnd()
    {
        await TellAsync(Noon);
        Run("20261122-130000-000-bbbbbbbb", Noon.AddHours(1), RunState.Failed, "INTERNAL");
        _sent.Code = Undelivered.Unreachable;
        var tries = 0;
        foreach (var minutes in new[] { 0, 1, 3, 7, 15, 31, 63, 127, 255, 495, 735, 975 })
        {
            if (minutes > 0)
            {
                await TellAsync(Noon.AddHours(2).AddMinutes(minutes).AddSeconds(-1));
            }

            Assert.Equal(tries, _sent.Tries);
            await TellAsync(Noon.AddHours(2).AddMinutes(minutes));
            Assert.Equal(++tries, _sent.Tries);
        }

        await TellAsync(Noon.AddDays(2));
        Assert.Equal(12, _sent.Tries);
        Assert.Equal(1, _quiet.GivenUp);
    }

    [Fact]
    public async Task Execute_HostKilledBetweenSendingAndRecording_SendsAgainWithTheSameId()
    {
        await TellAsync(Noon);
        Run("20261122-130000-000-bbbbbbbb", Noon.AddHours(1), RunState.Failed, "INTERNAL");
        _sent.Dies = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => TellAsync(Noon.AddHours(2)));
        _sent.Dies = false;
        _notifier = null;

        await TellAsync(Noon.AddHours(2).AddMinutes(5));
        Assert.Single(_sent.Messages);
        await TellAsync(Noon.AddHours(2).AddMinutes(11));
        await TellAsync(Noon.AddHours(3));

        Assert.Equal(2, _sent.Messages.Count);
        Assert.Equal(_sent.Messages[0].Id, _sent.Messages[1].Id);
        Assert.Equal(_sent.Messages[0].Notices[0].Id, _sent.Messages[1].Notices[0].Id);
    }

    [Fact]
    public async Task Execute_MoreThanTheHourTakes_ComesInOneMessage()
    {
        _perHour = 3;
        await TellAsync(Noon);
        void Runs(int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                Run($"20261122-130000-000-{i:x8}", Noon.AddHours(1), RunState.Failed, "INTERNAL");
            }
        }

        Runs(0, 2);
        await TellAsync(Noon.AddHours(2));
        Runs(2, 7);
        await TellAsync(Noon.AddHours(2).AddMinutes(1));
        Runs(7, 9);
        await TellAsync(Noon.AddHours(2).AddMinutes(2));
        Assert.Equal([1, 1, 5], _sent.Messages.Select(m => m.Notices.Count));

        await TellAsync(Noon.AddHours(3).AddMinutes(5));
        Assert.Equal([1, 1, 5, 1, 1], _sent.Messages.Select(m => m.Notices.Count));
        Assert.Equal(9, _sent.Messages.SelectMany(m => m.Notices).Select(n => n.Id).Distinct().Count());
    }

    [Fact]
    public async Task Execute_EveryKindOfMessage_HoldsNothingThatSomebodyWrote()
    {
        _on = Everything;
        Schedule(Nightly);
        await LookAsync(Noon);
        await TellAsync(Noon);
        Run("20261122-130000-000-bbbbbbbb", Noon.AddHours(1), RunState.Failed, Canary);
        Run("20261122-130000-000-cccccccc", Noon.AddHours(1), RunState.Refused, "CONTRACT_BROKEN");
        Run("20261122-130000-000-dddddddd", Noon.AddHours(1), RunState.Refused, "REGISTRY_CHANGED");
        new SqliteDatabase(_registry.Workspace).Write(_clock, db => db.RuleChanges.Add(new RuleChangeRow { RuleId = "homes-and-money", RuleVersion = 4, Ordinal = db.RuleChanges.Count(c => c.RuleId == "homes-and-money" && c.RuleVersion == 4), Change = "Revoked", Person = Canary, Reason = Canary, At = RegistryRows.Written(Noon.AddHours(1)) }));
        await TellAsync(Noon.AddHours(17));
        _notifier = null;
        var registry = new StoredRegistry(new SqliteDatabase(_registry.Workspace)).Load();
        var ends = RuleLifeCycle.Ends(registry.Rules.First(one => one.Status == RuleStatus.Approved), registry)[0];
        await TellAsync(new DateTimeOffset(ends.LastDay, new TimeOnly(9, 0), TimeSpan.Zero));

        var messages = _sent.Messages;
        Assert.Equal([.. Everything.Select(Happening.Named).Order(StringComparer.Ordinal)], messages.SelectMany(m => m.Notices).Select(n => n.Kind).Distinct().Order(StringComparer.Ordinal));
        foreach (var text in messages.SelectMany(m => new[] { m.Subject, m.PlainText(), Encoding.UTF8.GetString(m.Json()) }))
        {
            Assert.DoesNotContain("Zebedee", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("p-okafor", text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Execute_RecipientOfOtherProjectsOrKinds_IsNotTold()
    {
        _projects = ["another-project"];
        await TellAsync(Noon);
        Run("20261122-130000-000-bbbbbbbb", Noon.AddHours(1), RunState.Failed, "INTERNAL");
        await TellAsync(Noon.AddHours(2));
        Assert.Empty(_sent.Messages);

        (_projects, _on, _notifier) = ([], [NoticeKind.Refusal], null);
        await TellAsync(Noon.AddHours(2));
        Assert.Empty(_sent.Messages);
    }

    private async Task TellAsync(DateTimeOffset now)
    {
        _clock.Set(now);
        await Told().ExecuteAsync(null, CancellationToken.None);
    }

    private Notifier Told() => _notifier ??= new Notifier(
        Place() with { Notifications = new NotificationSettings("Linkage", _perHour, null, [new Recipient("ig-office", _on, _projects, new Webhook(new Uri("https://hooks.example/"), "hook", null), null)]) },
        new SqliteDatabase(_registry.Workspace), _clock, _sent, _quiet);

    private void Run(string id, DateTimeOffset at, RunState state, string code) => new SqliteDatabase(_registry.Workspace).Write(_clock, db => db.Runs.Add(new RunRow
    {
        RunId = id,
        Project = Project,
        Instant = at,
        StartedAt = at,
        FinishedAt = at.AddMinutes(1),
        State = state,
        ProcessId = 1,
        Refusals = $$"""[{"code":"{{code}}","message":"{{Canary}}"}]""",
    }));

    private sealed class Quiet : INoticeLog
    {
        public int GivenUp { get; private set; }

        public void Queued(string recipient, int count)
        {
        }

        public void Tried(string recipient, string message, int notices, string? code, int givenUp) => GivenUp += givenUp;
    }

    private sealed class Sent : IMessageSender
    {
        public List<Message> Messages { get; } = [];

        public string? Code { get; set; }

        public bool Dies { get; set; }

        public int Tries { get; private set; }

        public Task<string?> SendAsync(Recipient recipient, Message message, CancellationToken cancellationToken)
        {
            Tries++;
            if (Code is null)
            {
                Messages.Add(message);
            }

            return Dies ? throw new InvalidOperationException("The host was killed here.") : Task.FromResult(Code);
        }
    }
}
