using Linkage.Jobs.Commands;
using Linkage.Jobs.Scheduling;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Notifying;

/// <summary>
/// Tells who must know: derives what happened, queues it, and sends what is queued. Whoever calls it, and however often, does not matter: what is to be told follows from the store, and each
/// thing is queued once.
/// </summary>
/// <param name="place">Where the workspace and the projects are, and who is told of what.</param>
/// <param name="database">Where the store lies.</param>
/// <param name="clock">The clock of the machine.</param>
/// <param name="sender">Sends.</param>
/// <param name="log">Told what is sent.</param>
internal sealed class Notifier(Place place, StoreDatabase database, TimeProvider clock, IMessageSender sender, INoticeLog log)
{
    // The most that one message tells; what is beyond comes in the next.
    private const int LongestDigest = 200;

    // What is looked for in the registry and among the releases changes by the day, and takes longer to look for.
    private static readonly TimeSpan RegistryEvery = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Outbox _outbox = new(database, place.Environment.Workspace, clock);

    private readonly ScheduledProjects _projects = new(place.Cohorts);

    private DateTimeOffset? _registryLooked;

    /// <summary>Tells what there is to tell.</summary>
    /// <param name="hostProblem">What keeps the host from its work, as a code; null when nothing does.</param>
    /// <param name="cancellationToken">The host stops.</param>
    public async Task ExecuteAsync(string? hostProblem, CancellationToken cancellationToken)
    {
        if (place.Notifications is not { Recipients: [_, ..] recipients })
        {
            return;
        }

        var since = recipients.ToDictionary(recipient => recipient, recipient => _outbox.Since(recipient.Name));
        var happenings = Derive(since.Values.Min(), hostProblem);
        foreach (var recipient in recipients)
        {
            var queued = _outbox.Queue(recipient.Name, [.. happenings.Where(happening => recipient.Wants(happening) && (happening.IsStanding || happening.At >= since[recipient]))]);
            if (queued > 0)
            {
                log.Queued(recipient.Name, queued);
            }
        }

        foreach (var recipient in recipients)
        {
            await SendAsync(recipient, cancellationToken).ConfigureAwait(false);
        }
    }

    private List<Happening> Derive(DateTimeOffset since, string? hostProblem)
    {
        var now = clock.GetUtcNow();
        List<Happening> found = [.. new RunHappenings(database, place, _projects, clock).Since(since), .. new DeliveryHappenings(place, clock).Since(since)];
        if (hostProblem is not null)
        {
            found.Add(OfHost(hostProblem, now));
        }

        if (_registryLooked is null || now - _registryLooked >= RegistryEvery || now < _registryLooked)
        {
            try
            {
                found.AddRange(new RegistryHappenings(database, place.Environment.Workspace).Since(since, now));
            }
            catch (ProblemException unreadable)
            {
                found.Add(OfHost(unreadable.Problem.Code, now));
            }

            _registryLooked = now;
        }

        return found;
    }

    // Once a day, for as long as it lasts.
    private static Happening OfHost(string problem, DateTimeOffset now)
    {
        var code = RunHappenings.Code(problem);
        return Happening.Of(RunHappenings.KindOf(NoticeKind.Failure, code), FormattableString.Invariant($"host/{code}/{now.UtcDateTime:yyyy-MM-dd}"), now, (NoticeFact.What, "host"), (NoticeFact.Code, code));
    }

    private async Task SendAsync(Recipient recipient, CancellationToken cancellationToken)
    {
        if (clock.GetUtcNow() < _outbox.NextAttempt(recipient.Name))
        {
            return;
        }

        var pending = _outbox.Pending(recipient.Name);
        var left = place.Notifications!.PerHour - _outbox.SentSince(recipient.Name, clock.GetUtcNow() - Hour);
        if (pending.Count == 0 || left <= 0)
        {
            return;
        }

        // Beyond the limit of the hour everything comes at once.
        foreach (var notices in pending.Chunk(pending.Count > left ? LongestDigest : 1).Take(left))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var message = Message.Of(recipient.Name, place.Notifications.Title, clock.GetUtcNow(), notices);
            if (!_outbox.Begin(recipient.Name, notices, message.Id))
            {
                return;
            }

            var code = await sender.SendAsync(recipient, message, cancellationToken).ConfigureAwait(false);
            var givenUp = _outbox.End(recipient.Name, notices, message.Id, code);
            log.Tried(recipient.Name, message.Id, notices.Length, code, givenUp);
            if (code is not null)
            {
                return;
            }
        }
    }
}

/// <summary>Told what is sent. Names of roles, ids, codes and counts only.</summary>
internal interface INoticeLog
{
    /// <summary>Notices were queued.</summary>
    void Queued(string recipient, int count);

    /// <summary>A message was sent, or was not.</summary>
    void Tried(string recipient, string message, int notices, string? code, int givenUp);
}
