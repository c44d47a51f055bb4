namespace Linkage.Jobs.Serving;

/// <summary>Something the host does again and again. It is called by a scheduler, and knows none; called twice, late or not at all for a while it spoils nothing.</summary>
internal interface IHostJob
{
    /// <summary>Does it.</summary>
    /// <param name="cancellationToken">The host stops.</param>
    Task ExecuteAsync(CancellationToken cancellationToken);
}

/// <summary>When a scheduler calls a job of the host.</summary>
/// <param name="Name">Its name, in small letters.</param>
/// <param name="Every">How often it is called: it divides a minute, an hour or a day.</param>
/// <param name="Type">Class of the job.</param>
/// <param name="After">Name of a job that is called right after this one, where the scheduler can do that; null for none.</param>
internal sealed record HostJob(string Name, TimeSpan Every, Type Type, string? After = null)
{
    /// <summary>A job of a class.</summary>
    public static HostJob Of<T>(string name, TimeSpan every, string? after = null)
        where T : class, IHostJob => new(name, every, typeof(T), after);
}
