using System.ComponentModel.DataAnnotations.Schema;

namespace Linkage.Jobs.Store;

/// <summary>One decision of a run.</summary>
internal sealed class DecisionRow
{
    /// <summary>The run.</summary>
    public string RunId { get; init; } = string.Empty;

    /// <summary>Place in the run, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The stage it was asked for: Start, Pseudonymise, Link, Gate or Release.</summary>
    public required string Point { get; init; }

    /// <summary>ALLOW or DENY.</summary>
    public required bool Allowed { get; init; }

    /// <summary>The rule that covers the request, or came nearest to it.</summary>
    public string? RuleId { get; init; }

    /// <summary>Version of that rule.</summary>
    public int? RuleVersion { get; init; }

    /// <summary>All reason codes, parted by blanks.</summary>
    public required string ReasonCodes { get; init; }

    /// <summary>What releases know it by (<see cref="Pipeline.Run.DecisionDigest"/>). Kept in the event of the ledger and not in the row.</summary>
    [NotMapped]
    public string? Digest { get; init; }

    /// <summary>The whole decision as JSON.</summary>
    public required string Decision { get; init; }
}
