namespace Linkage.Governance.Catalogue;

/// <summary>One power, duty, bar, basis or policy. Reference data and not legal advice: each entry says how far it was checked and by whom.</summary>
public sealed record CatalogueEntry
{
    /// <summary>The id that rules use, as in <c>DEA-35-MD</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What kind of entry.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>Where it is written.</summary>
    public required string Where { get; init; }

    /// <summary>The nations it covers.</summary>
    public required IReadOnlyList<Nation> Nations { get; init; }

    /// <summary>What it says, in a sentence.</summary>
    public required string What { get; init; }

    /// <summary>Its limits.</summary>
    public required CatalogueLimits Limits { get; init; }

    /// <summary>How far it was checked.</summary>
    public required Confidence Confidence { get; init; }

    /// <summary>A part that a lawyer still has to confirm although the whole is better known, or null.</summary>
    public string? ToConfirm { get; init; }

    /// <summary>The day it was last checked.</summary>
    public required DateOnly VerifiedOn { get; init; }

    /// <summary>Who checked it.</summary>
    public required string VerifiedBy { get; init; }

    /// <summary>First day in force; null when commencement is not confirmed, and then the gate treats it as not in force.</summary>
    public required DateOnly? InForceFrom { get; init; }

    /// <summary>Last day in force, or null.</summary>
    public DateOnly? InForceTo { get; init; }

    /// <summary>Whether an approver has to acknowledge that the entry is not fully checked.</summary>
    public bool NeedsAcknowledgement => Confidence == Confidence.check || ToConfirm is not null;

    /// <summary>Whether the entry can carry a sharing: POWER, DUTY or IMPLIED.</summary>
    public bool IsPower => Kind is EntryKind.POWER or EntryKind.DUTY or EntryKind.IMPLIED;

    /// <summary>Whether the entry is in force on a day.</summary>
    public bool IsInForce(DateOnly day) => InForceFrom is { } from && from <= day && (InForceTo is not { } to || day <= to);
}
