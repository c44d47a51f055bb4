using Linkage.Jobs.Commands;
using Linkage.Jobs.Watching;

namespace Linkage.Jobs.Serving;

/// <summary>What the host says of itself to whoever watches it. Instants and codes only.</summary>
/// <param name="clock">The clock of the machine.</param>
/// <param name="workspace">Where a fault leaves its record.</param>
/// <param name="log">Told what keeps it from looking.</param>
internal sealed class HostState(TimeProvider clock, string workspace, WorkLog log)
{
    private readonly Lock _gate = new();
    private DateTimeOffset? _looked;
    private bool _isAtWork;
    private string? _problem;
    private string? _told;

    /// <summary>How things stand.</summary>
    public Standing Now
    {
        get
        {
            lock (_gate)
            {
                return new Standing(_looked, _isAtWork, _problem);
            }
        }
    }

    /// <summary>Looks for what is due. Whatever keeps it from that is told, and the next look tries again.</summary>
    public async Task LookAsync(Func<Task> look)
    {
        Set(isAtWork: true, null);
        string? problem = null;
        try
        {
            await look().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The host goes on whatever a look meets; it is told once, by its code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // Told, and recorded with its stack, once and not at every look.
            var found = Faults.Of(e, workspace: null);
            problem = found.Code;
            if ($"{found.Code} {found.Where}" is var told && told != _told)
            {
                _told = told;
                log.NotLooked(Faults.Of(e, workspace));
            }
        }

        Telemetry.CountLook(problem);
        if (problem is null && _told is not null)
        {
            _told = null;
            log.LooksAgain();
        }

        Set(isAtWork: false, problem);
    }

    private void Set(bool isAtWork, string? problem)
    {
        lock (_gate)
        {
            _looked = clock.GetUtcNow();
            _isAtWork = isAtWork;
            _problem = problem ?? (isAtWork ? _problem : null);
        }
    }

    /// <summary>How a host stands.</summary>
    /// <param name="Looked">When it last began or ended a look; null before the first.</param>
    /// <param name="IsAtWork">Whether it is running something or looking.</param>
    /// <param name="Problem">What kept the last look from its work, as a code; null when nothing did.</param>
    internal sealed record Standing(DateTimeOffset? Looked, bool IsAtWork, string? Problem);
}
