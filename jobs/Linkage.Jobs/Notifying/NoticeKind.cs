namespace Linkage.Jobs.Notifying;

/// <summary>What a recipient can ask to be told of.</summary>
internal enum NoticeKind
{
    /// <summary>A run broke for good, or the host cannot do its work.</summary>
    Failure,

    /// <summary>A run was refused: by a rule, a contract or disclosure control.</summary>
    Refusal,

    /// <summary>A slot was due and did not begin within an hour, or was missed.</summary>
    Lateness,

    /// <summary>A rule, what it rests on, or a release ends soon or has ended.</summary>
    Expiry,

    /// <summary>A rule was suspended or revoked, or a release withdrawn.</summary>
    Revocation,

    /// <summary>What stands in the store is not what the ledger recorded.</summary>
    Incident,
}
