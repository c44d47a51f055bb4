namespace Linkage.Jobs.Store;

/// <summary>A version of something that rules name: a DPIA, a sharing agreement, a re-use approval, a dataset. Two rules that name the same version say the same of it.</summary>
internal sealed class InstrumentRow
{
    /// <summary>Dpia, Agreement, ReuseApproval or Dataset.</summary>
    public required string Kind { get; init; }

    /// <summary>Its reference; of a dataset its id.</summary>
    public required string Reference { get; init; }

    /// <summary>Its version; of a re-use approval its first day, of a dataset the hash of its contract.</summary>
    public required string Version { get; init; }

    /// <summary>SHA-256 of its content, lower-case hex.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Its canonical form, JSON.</summary>
    public required string Content { get; init; }

    /// <summary>When it was imported first.</summary>
    public required DateTimeOffset ImportedAt { get; init; }
}
