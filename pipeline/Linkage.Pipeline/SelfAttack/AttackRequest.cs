using Linkage.Governance.Grants;
using Linkage.Pipeline.Gate;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Release;

namespace Linkage.Pipeline.SelfAttack;

/// <summary>What a run attacks: everything it made, and what the attacker knows beside it.</summary>
internal sealed record AttackRequest
{
    /// <summary>The grant; its id, hashes and names are known to everybody.</summary>
    public required Grant Grant { get; init; }

    /// <summary>Party id of the council.</summary>
    public required string Council { get; init; }

    /// <summary>Key epoch.</summary>
    public required int Epoch { get; init; }

    /// <summary>The datasets and lists of the run: their research halves are attacked, and their identity halves are where an attacker's dictionaries come from at their best.</summary>
    public required IReadOnlyList<LinkDataset> Datasets { get; init; }

    /// <summary>Spine and links.</summary>
    public required LinkedSet Linked { get; init; }

    /// <summary>The mounted tables.</summary>
    public required MountedSet Mounted { get; init; }

    /// <summary>The files that are about to be released.</summary>
    public required IReadOnlyList<WaitingFile> Waiting { get; init; }

    /// <summary>The day up to which dates are tried.</summary>
    public required DateOnly Today { get; init; }
}
