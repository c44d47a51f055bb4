namespace Linkage.Governance.Rules;

/// <summary>Status of a rule as written in its file; <see cref="Expired"/> is only ever derived from dates.</summary>
public enum RuleStatus
{
    /// <summary>Being written.</summary>
    Draft,

    /// <summary>Put to the approvers.</summary>
    Proposed,

    /// <summary>Approved, if the approvals in the file bear it out.</summary>
    Approved,

    /// <summary>Set aside for the time being.</summary>
    Suspended,

    /// <summary>Withdrawn for good.</summary>
    Revoked,

    /// <summary>Refused by an approver.</summary>
    Rejected,

    /// <summary>Past its effective end. Derived, never written.</summary>
    Expired,
}

/// <summary>What a column may be used for.</summary>
public enum ColumnUse
{
    /// <summary>Linkage only.</summary>
    Match,

    /// <summary>May filter.</summary>
    Select,

    /// <summary>May appear in an output.</summary>
    Output,

    /// <summary>Nothing, whatever else is written.</summary>
    Never,
}

/// <summary>How two datasets are joined.</summary>
public enum JoinType
{
    /// <summary>People found in both.</summary>
    Inner,

    /// <summary>All of the left, with what the right adds.</summary>
    Left,

    /// <summary>People of the left who are not in the right.</summary>
    Anti,
}

/// <summary>What one row of an output stands for.</summary>
public enum Granularity
{
    /// <summary>A person.</summary>
    Row,

    /// <summary>A household.</summary>
    Household,

    /// <summary>A property.</summary>
    Uprn,

    /// <summary>A Scottish data zone.</summary>
    DataZone,

    /// <summary>A lower layer super output area.</summary>
    Lsoa,

    /// <summary>A ward.</summary>
    Ward,

    /// <summary>The whole city.</summary>
    City,
}

/// <summary>What a column does in an output.</summary>
public enum ColumnRole
{
    /// <summary>The grant's person key.</summary>
    Key,

    /// <summary>A name, an address, a way to reach someone, or the channel.</summary>
    Contact,

    /// <summary>A value about a person.</summary>
    Value,

    /// <summary>A value that groups people.</summary>
    Dimension,

    /// <summary>A number of people.</summary>
    Count,

    /// <summary>A sum over people of what is each one's own, such as money.</summary>
    Sum,

    /// <summary>One shown count or sum of the table by another.</summary>
    Ratio,
}

/// <summary>Roles that sign a rule (gate.md). A councillor holds none of them.</summary>
public enum ApproverRole
{
    /// <summary>Information asset owner.</summary>
    IAO,

    /// <summary>Information governance lead.</summary>
    IGLead,

    /// <summary>Data protection officer: advises, and is not one of the two.</summary>
    DPO,

    /// <summary>Caldicott Guardian, for health and social care.</summary>
    Caldicott,

    /// <summary>Senior information risk owner, for a high residual risk.</summary>
    SIRO,

    /// <summary>Legal adviser.</summary>
    Legal,
}

/// <summary>Risk that remains after the measures of a DPIA.</summary>
public enum ResidualRisk
{
    /// <summary>Low.</summary>
    Low,

    /// <summary>Medium.</summary>
    Medium,

    /// <summary>High: needs the SIRO and a consultation of the ICO (UK GDPR Art. 36).</summary>
    High,
}

/// <summary>How often a rule may be run.</summary>
public enum RunSchedule
{
    /// <summary>When a person starts it.</summary>
    OnDemand,

    /// <summary>Every day.</summary>
    Daily,

    /// <summary>Every week.</summary>
    Weekly,

    /// <summary>Every month.</summary>
    Monthly,

    /// <summary>Every quarter.</summary>
    Quarterly,
}
