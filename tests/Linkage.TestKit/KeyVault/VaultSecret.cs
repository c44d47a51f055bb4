namespace Linkage.TestKit.KeyVault;

/// <summary>A secret of the stand-in with its versions, the oldest first.</summary>
public sealed class VaultSecret(string name)
{
    public string Name { get; } = name;

    public List<VaultSecretVersion> Versions { get; init; } = [];

    /// <summary>When it was deleted; null when it was not.</summary>
    public DateTimeOffset? DeletedOn { get; set; }

    /// <summary>How many more times the stand-in says that it is not among the deleted yet, or still.</summary>
    public int SettlesAfter { get; set; }

    /// <summary>Its purge was accepted.</summary>
    public bool IsBeingPurged { get; set; }
}

/// <summary>A version of a secret.</summary>
public sealed class VaultSecretVersion
{
    public required string Id { get; init; }

    public required string Value { get; set; }

    public required DateTimeOffset Created { get; set; }

    public DateTimeOffset Updated { get; set; }

    public string? ContentType { get; set; }

    public bool Enabled { get; set; } = true;

    public DateTimeOffset? NotBefore { get; set; }

    public DateTimeOffset? Expires { get; set; }

    public Dictionary<string, string> Tags { get; set; } = [];
}
