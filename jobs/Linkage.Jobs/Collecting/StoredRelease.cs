using Linkage.Governance.Releases;

namespace Linkage.Jobs.Collecting;

/// <summary>A release of the store with what happened to it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Project">The project.</param>
/// <param name="Run">The run that made it; null where the store knows of none.</param>
/// <param name="Path">Folder of its bundle.</param>
/// <param name="Statement">SHA-256 of its signed statement.</param>
/// <param name="ReleasedAt">When it was published.</param>
/// <param name="Expires">From when on it may not be used; null when the store does not say.</param>
/// <param name="Rows">Rows in all its files.</param>
/// <param name="Rules">The rule versions it rests on: the one that permitted it, and those that permitted what it was made of.</param>
/// <param name="Acts">What happened to it, in order.</param>
/// <param name="Places">The folders that copies were put in.</param>
internal sealed record StoredRelease(
    string Id,
    string Project,
    string? Run,
    string Path,
    string Statement,
    DateTimeOffset ReleasedAt,
    DateTimeOffset? Expires,
    long Rows,
    IReadOnlyList<(string Id, int Version)> Rules,
    IReadOnlyList<ReleaseAct> Acts,
    IReadOnlyList<string> Places)
{
    /// <summary>Why it is not handed out until somebody has looked, in a sentence; null when nothing speaks against it. Taking it back never waits.</summary>
    public string? Doubt { get; init; }

    /// <summary>The place that its next act has: after every act that the store or the ledger knows.</summary>
    public int NextOrdinal { get; init; } = Acts.Count;

    /// <summary>Where it stands.</summary>
    public ReleaseState StateAt(DateTimeOffset now) => ReleaseHistory.StateOf(Acts, Expires, now);

    /// <summary>Whether it was withdrawn.</summary>
    public bool IsWithdrawn => Acts.Any(act => act.Kind == ReleaseActKind.Withdrawn);
}
