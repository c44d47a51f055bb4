namespace Linkage.Jobs.Store;

/// <summary>One grant of a run.</summary>
internal sealed class GrantRow
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>Place in the run, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Name of the grant.</summary>
    public required string GrantId { get; init; }

    /// <summary>Hash of what it permits.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The rule it rests on.</summary>
    public required string RuleId { get; init; }

    /// <summary>Version of that rule.</summary>
    public required int RuleVersion { get; init; }

    /// <summary>Content hash of that version.</summary>
    public required string RuleHash { get; init; }

    /// <summary>When the permission ends, as it stood then.</summary>
    public required DateTimeOffset EffectiveEnd { get; init; }
}
