namespace Linkage.Jobs.Store;

/// <summary>Something that became of a notice to a recipient. The outbox: what is queued and neither sent nor given up is still to be sent.</summary>
internal sealed class NoticeRow
{
    /// <summary>The workspace, where the store serves several; empty otherwise.</summary>
    public required string Workspace { get; init; }

    /// <summary>Name of the recipient in the configuration: a role, never an address.</summary>
    public required string Recipient { get; init; }

    /// <summary>Id of the notice, 32 hex digits; the same for the same thing. Empty for the row that says from when on the recipient is told.</summary>
    public required string Notice { get; init; }

    /// <summary>Its place among what became of the notice, from 0. Two that write the same place are parted by the database: the second is refused.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Added, Queued, Begun, Broken, Sent or GivenUp.</summary>
    public required string Act { get; init; }

    /// <summary>What it tells of, as <c>kind/...</c>; of the first row alone.</summary>
    public string? Subject { get; init; }

    /// <summary>What is said of it, as JSON: ids, codes, counts and dates; of the first row alone.</summary>
    public string? Facts { get; init; }

    /// <summary>The message that it was, or was to be, sent in.</summary>
    public string? Message { get; init; }

    /// <summary>Why it was not sent, as a reason code.</summary>
    public string? Code { get; init; }

    /// <summary>When, ISO 8601 in UTC. Of a queued notice: when what it tells of happened stands in its facts.</summary>
    public required string At { get; init; }
}
