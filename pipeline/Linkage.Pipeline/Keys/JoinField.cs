namespace Linkage.Pipeline.Keys;

/// <summary>What a join key names.</summary>
public enum JoinField
{
    /// <summary>A person: the person key.</summary>
    Person,

    /// <summary>A household: the household key.</summary>
    Household,

    /// <summary>The arm of a trial that somebody is in: no join key, and made of the same secret.</summary>
    Arm,
}
