using System.Text.Json.Serialization;

namespace Linkage.Governance.Decisions;

/// <summary>The checks of a decision, in the order of gate.md.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckName>))]
public enum CheckName
{
    /// <summary>The request is complete and every word in it is known.</summary>
    Request,

    /// <summary>Powers and bases are in force and available.</summary>
    Law,

    /// <summary>The rule is approved and inside its dates, its DPIA and its schedule.</summary>
    Status,

    /// <summary>The parties are named, and an agreement binds them.</summary>
    Parties,

    /// <summary>Datasets and column uses are covered, and no bar stands in the way.</summary>
    Datasets,

    /// <summary>The purpose is the rule's.</summary>
    Purpose,

    /// <summary>Every pair, type, key, probability and model is permitted.</summary>
    Joins,

    /// <summary>Every query is permitted, and the trial with its arms.</summary>
    Selection,

    /// <summary>Outputs, columns and granularity are permitted.</summary>
    Outputs,

    /// <summary>Disclosure control can be applied.</summary>
    Disclosure,

    /// <summary>Recipient, channel and opt-outs.</summary>
    Recipient,
}
