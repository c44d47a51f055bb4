using System.Globalization;
using System.Text.Json;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Store;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Notifying;

/// <summary>What is to be sent to whom, and what became of it, in the store. Every write is one transaction, and an event of the ledger for each row; no row is ever changed.</summary>
/// <param name="database">Where the store lies; it is prepared.</param>
/// <param name="workspace">The workspace folder.</param>
/// <param name="clock">The clock of the machine.</param>
internal sealed class Outbox(StoreDatabase database, string workspace, TimeProvider clock)
{
    /// <summary>How often a notice is tried before it is given up: with the waits between them, about 16 hours.</summary>
    public const int Attempts = 12;

    private const string Added = "Added";
    private const string Queued = "Queued";
    private const string Begun = "Begun";
    private const string Broken = "Broken";
    private const string Sent = "Sent";
    private const string GivenUp = "GivenUp";

    // Longer than any attempt takes: who began one and said nothing since was killed in it.
    private static readonly TimeSpan Lost = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(4);

    private readonly string _name = !database.IsShared ? string.Empty : WorkspaceName.Read(workspace) ?? string.Empty;

    /// <summary>From when on a recipient is told: the first time a host sees them in the configuration, and never more than thirty days ago.</summary>
    public DateTimeOffset Since(string recipient)
    {
        var now = clock.GetUtcNow();
        if (Look(db => Of(db, recipient).FirstOrDefault(row => row.Act == Added)) is not { } added)
        {
            Write(db =>
            {
                if (!Of(db, recipient).Any(row => row.Act == Added))
                {
                    db.Notices.Add(Row(recipient, string.Empty, 0, Added, now));
                }
            });
            return now;
        }

        var since = Instant(added.At);
        return since < now.AddDays(-30) ? now.AddDays(-30) : since;
    }

    /// <summary>Queues what a recipient has not been told: each thing once, whoever derives it and however often.</summary>
    /// <returns>How many were queued.</returns>
    public int Queue(string recipient, IReadOnlyList<Happening> happenings)
    {
        if (happenings.Count == 0)
        {
            return 0;
        }

        var store = StoreName();
        var wanted = happenings.DistinctBy(happening => happening.Subject).ToDictionary(happening => happening.IdIn(store), StringComparer.Ordinal);
        if (Missing(Look(db => Known(db, recipient)) ?? [], wanted).Count == 0)
        {
            return 0;
        }

        var queued = 0;
        Write(db =>
        {
            var missing = Missing(Known(db, recipient), wanted);
            queued = missing.Count;
            foreach (var (id, happening) in missing)
            {
                db.Notices.Add(Row(recipient, id, 0, Queued, clock.GetUtcNow(), subject: happening.Subject, facts: JsonSerializer.Serialize(happening.Facts)));
            }
        });
        return queued;
    }

    /// <summary>What is still to be sent to a recipient, the oldest first. A notice that another host is sending is not among it.</summary>
    public IReadOnlyList<PendingNotice> Pending(string recipient)
    {
        var now = clock.GetUtcNow();
        var rows = Look(db => Of(db, recipient).Where(row => row.Act != Added && !db.Notices.Any(other =>
            other.Workspace == row.Workspace && other.Recipient == row.Recipient && other.Notice == row.Notice && (other.Act == Sent || other.Act == GivenUp))).ToList()) ?? [];
        return
        [
            .. rows.GroupBy(row => row.Notice, StringComparer.Ordinal)
                .Select(notice => notice.OrderBy(row => row.Ordinal).ToList())
                .Where(notice => notice[^1].Act != Begun || now - Instant(notice[^1].At) is var ago && (ago > Lost || ago < -Lost))
                .Select(notice => new PendingNotice(notice[0].Notice, JsonSerializer.Deserialize<Dictionary<string, string>>(notice[0].Facts!)!, notice.Count, notice.Count(row => row.Act == Begun), Instant(notice[0].At)))
                .OrderBy(notice => notice.QueuedAt).ThenBy(notice => notice.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>When a recipient may be tried again: after a message broke, a minute later, doubled for each attempt up to four hours.</summary>
    public DateTimeOffset NextAttempt(string recipient)
    {
        var last = Look(db => Of(db, recipient).Where(row => row.Act == Broken || row.Act == Sent || row.Act == GivenUp).OrderByDescending(row => row.At).ThenByDescending(row => row.Ordinal).FirstOrDefault());
        if (last is null || last.Act != Broken)
        {
            return DateTimeOffset.MinValue;
        }

        // Two rows an attempt, after the one that queued it.
        var wait = TimeSpan.FromMinutes(Math.Pow(2, Math.Max(0, (last.Ordinal / 2) - 1)));
        return Instant(last.At) + (wait < LongestWait ? wait : LongestWait);
    }

    /// <summary>How many messages a recipient was sent since an instant.</summary>
    public int SentSince(string recipient, DateTimeOffset since)
    {
        var from = RegistryRows.Written(since);
        return Look(db => Of(db, recipient).Where(row => row.Act == Sent && row.At.CompareTo(from) > 0).Select(row => row.Message).Distinct().Count().ToString(CultureInfo.InvariantCulture)) is { } count ? int.Parse(count, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Records that notices are being sent.</summary>
    /// <returns>False when another host was faster with one of them; nothing was recorded.</returns>
    public bool Begin(string recipient, IReadOnlyList<PendingNotice> notices, string message)
    {
        var mine = true;
        Write(db =>
        {
            var ids = notices.Select(notice => notice.Id).ToList();
            var places = Of(db, recipient).Where(row => ids.Contains(row.Notice)).GroupBy(row => row.Notice).Select(rows => new { rows.Key, Count = rows.Count() }).ToDictionary(rows => rows.Key, rows => rows.Count);
            mine = notices.All(notice => places[notice.Id] == notice.Rows);
            foreach (var notice in mine ? notices : [])
            {
                db.Notices.Add(Row(recipient, notice.Id, notice.Rows, Begun, clock.GetUtcNow(), message: message));
            }
        });
        return mine;
    }

    /// <summary>Records how it went.</summary>
    /// <param name="recipient">The recipient.</param>
    /// <param name="notices">The notices as they were before <see cref="Begin"/>.</param>
    /// <param name="message">The message.</param>
    /// <param name="code">Why it was not sent; null when it was.</param>
    /// <returns>How many were given up.</returns>
    public int End(string recipient, IReadOnlyList<PendingNotice> notices, string message, string? code)
    {
        Write(db =>
        {
            foreach (var notice in notices)
            {
                db.Notices.Add(Row(recipient, notice.Id, notice.Rows + 1, code is null ? Sent : IsLast(notice) ? GivenUp : Broken, clock.GetUtcNow(), message: message, code: code));
            }
        });
        return code is null ? 0 : notices.Count(IsLast);
    }

    private static bool IsLast(PendingNotice notice) => notice.Attempts + 1 >= Attempts;

    private static List<KeyValuePair<string, Happening>> Missing(HashSet<string> known, Dictionary<string, Happening> wanted) => [.. wanted.Where(one => !known.Contains(one.Key))];

    private HashSet<string> Known(RunStoreContext db, string recipient) => [.. Of(db, recipient).Where(row => row.Act == Queued).Select(row => row.Notice)];

    private IQueryable<NoticeRow> Of(RunStoreContext db, string recipient) => db.Notices.AsNoTracking().Where(row => row.Workspace == _name && row.Recipient == recipient);

    // The first event holds a random id, so its hash is of this store alone.
    private string StoreName() => $"{Look(db => db.Ledger.AsNoTracking().OrderBy(entry => entry.Sequence).Select(entry => entry.Hash).First())}/{_name}";

    private T? Look<T>(Func<RunStoreContext, T?> look)
        where T : class => database.Read(connection =>
    {
        using var db = new RunStoreContext(database.Dialect.OptionsOver(connection));
        return look(db);
    });

    private void Write(Action<RunStoreContext> write) => database.Write(clock, write);

    private NoticeRow Row(string recipient, string notice, int ordinal, string act, DateTimeOffset at, string? subject = null, string? facts = null, string? message = null, string? code = null) => new()
    {
        Workspace = _name,
        Recipient = recipient,
        Notice = notice,
        Ordinal = ordinal,
        Act = act,
        Subject = subject,
        Facts = facts,
        Message = message,
        Code = code,
        At = RegistryRows.Written(at),
    };

    private static DateTimeOffset Instant(string written) => DateTimeOffset.ParseExact(written, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

/// <summary>A notice that is still to be sent.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Facts">What is said of it.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="QueuedAt">When it was queued.</param>
internal sealed record PendingNotice(string Id, IReadOnlyDictionary<string, string> Facts, int Rows, int Attempts, DateTimeOffset QueuedAt);
