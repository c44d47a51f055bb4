using System.Text.Json.Serialization;

namespace Linkage.Pipeline.Extract.Compared;

/// <summary>How a delivery stands beside the one before it.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Standing">What became of it.</param>
/// <param name="Findings">Where it differs by more than its limits, what stops first.</param>
public sealed record CompletenessReport(string Dataset, CompletenessStanding Standing, IReadOnlyList<CompletenessFinding> Findings)
{
    /// <summary>Code of a delivery that differs from the one before it by more than its limits allow.</summary>
    public const string Incomplete = "DELIVERY_INCOMPLETE";

    /// <summary>Code by which a stage's report counts the measures in which a delivery was beyond its limits.</summary>
    public const string Changed = "DELIVERY_CHANGED";

    /// <summary>When the delivery it was compared with was accepted; null where there was none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Since { get; init; }

    /// <summary>Person id of who accepted it although it differs by more than its limits; null where nobody had to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AcceptedBy { get; init; }

    /// <summary>What became of it, in words.</summary>
    [JsonIgnore]
    public string InWords => Standing switch
    {
        CompletenessStanding.First => "the first delivery, so there is nothing to compare it with",
        CompletenessStanding.EarlierGone => "the delivery before it is not there any more, so there is nothing to compare it with",
        CompletenessStanding.AsBefore => "within its limits",
        CompletenessStanding.Warned => "taken, and differs by more than its limits",
        CompletenessStanding.Accepted => $"differs by more than its limits, and {AcceptedBy ?? "an earlier run"} accepted it",
        CompletenessStanding.Stopped => "stopped",
    };
}

/// <summary>What became of a delivery when it was compared with the one before it.</summary>
public enum CompletenessStanding
{
    /// <summary>None was accepted before it.</summary>
    First,

    /// <summary>The one before it was destroyed, by retention say, or cannot be opened.</summary>
    EarlierGone,

    /// <summary>Within its limits.</summary>
    AsBefore,

    /// <summary>Beyond limits that are told and do not stop.</summary>
    Warned,

    /// <summary>Beyond limits that stop, and a person accepted it, or an earlier run took it.</summary>
    Accepted,

    /// <summary>Beyond limits that stop.</summary>
    Stopped,
}
