using Linkage.Governance.Releases;
using Linkage.Jobs.Collecting;

namespace Linkage.Jobs.Reporting;

/// <summary>What <c>releases list --json</c> prints; <c>schemas/formats/releases-output.schema.json</c>.</summary>
/// <param name="Releases">The releases, the oldest first.</param>
internal sealed record ReleasesDocument(IReadOnlyList<ListedRelease> Releases)
{
    /// <summary>A release as it is listed.</summary>
    public static ListedRelease Of(StoredRelease release, DateTimeOffset now) => new(
        release.Id,
        release.Project,
        release.Run,
        release.ReleasedAt,
        release.Expires,
        release.Rows,
        release.StateAt(now),
        Directory.Exists(release.Path),
        ReleaseHistory.Owing(release.Acts),
        [.. release.Acts.Select(ListedAct.Of)],
        release.Doubt);
}

/// <summary>A release of the list.</summary>
/// <param name="Release">Its id.</param>
/// <param name="Project">The project.</param>
/// <param name="Run">The run that made it; null where none recorded it.</param>
/// <param name="ReleasedAt">When it was published.</param>
/// <param name="Expires">From when on it may not be used; null when the store does not say.</param>
/// <param name="Rows">Rows in all its files.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Present">Whether its bundle is in the release zone.</param>
/// <param name="Owing">Who collected it and has not attested that it was destroyed.</param>
/// <param name="Acts">What happened to it.</param>
/// <param name="Doubt">Why it is not handed out until somebody has looked; null when nothing speaks against it.</param>
internal sealed record ListedRelease(
    string Release, string Project, string? Run, DateTimeOffset ReleasedAt, DateTimeOffset? Expires, long Rows, ReleaseState State, bool Present, IReadOnlyList<string> Owing, IReadOnlyList<ListedAct> Acts, string? Doubt);

/// <summary>Something that happened to a release.</summary>
/// <param name="Act">What.</param>
/// <param name="At">When.</param>
/// <param name="Person">Who.</param>
/// <param name="Team">In the name of which team; null for a withdrawal.</param>
/// <param name="Reason">Why it was withdrawn, or how it was destroyed.</param>
internal sealed record ListedAct(ReleaseActKind Act, DateTimeOffset At, string Person, string? Team, string? Reason)
{
    /// <summary>An act as it is listed.</summary>
    public static ListedAct Of(ReleaseAct act) => new(act.Kind, act.At, act.Person, act.Team, act.Reason);
}

/// <summary>What <c>releases collect --json</c> prints; <c>schemas/formats/release-collect-output.schema.json</c>.</summary>
/// <param name="Release">The release.</param>
/// <param name="Person">Who collected it.</param>
/// <param name="Team">The team.</param>
/// <param name="At">When.</param>
/// <param name="Copy">Folder of the copy.</param>
/// <param name="OpeningKey">SHA-256 of the key it is encrypted to; null for plain files.</param>
/// <param name="Expires">Until when it may be kept.</param>
internal sealed record CollectDocument(string Release, string Person, string Team, DateTimeOffset At, string Copy, string? OpeningKey, DateTimeOffset? Expires);

/// <summary>What <c>releases open --json</c> prints; <c>schemas/formats/release-open-output.schema.json</c>.</summary>
/// <param name="Release">The release that the copy says it is.</param>
/// <param name="Folder">Folder of its files.</param>
internal sealed record OpenDocument(string Release, string Folder);

/// <summary>What <c>releases withdraw --json</c> prints; <c>schemas/formats/release-withdraw-output.schema.json</c>.</summary>
/// <param name="Release">The release.</param>
/// <param name="Person">Who withdrew it.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
/// <param name="Already">Whether it was withdrawn before: then person, instant and reason are those of that time.</param>
/// <param name="Wiped">The folders that were wiped now.</param>
/// <param name="Elsewhere">Where copies were put that were not wiped now: gone, moved, another's, or wiped before.</param>
/// <param name="Owing">Who collected it and has to be told.</param>
/// <param name="Pending">What kept the bundle and its copies from being wiped; null when everything was done.</param>
internal sealed record WithdrawDocument(string Release, string Person, DateTimeOffset At, string Reason, bool Already, IReadOnlyList<string> Wiped, IReadOnlyList<string> Elsewhere, IReadOnlyList<string> Owing, string? Pending);

/// <summary>What <c>releases attest --json</c> prints; <c>schemas/formats/release-attest-output.schema.json</c>.</summary>
/// <param name="Release">The release.</param>
/// <param name="Person">Who attests.</param>
/// <param name="Team">The team.</param>
/// <param name="At">When.</param>
/// <param name="How">How it was destroyed.</param>
/// <param name="Owing">Who still owes word.</param>
internal sealed record AttestDocument(string Release, string Person, string Team, DateTimeOffset At, string How, IReadOnlyList<string> Owing);
