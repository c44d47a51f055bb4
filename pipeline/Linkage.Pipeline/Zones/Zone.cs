namespace Linkage.Pipeline.Zones;

/// <summary>The five places data can be.</summary>
public enum Zone
{
    /// <summary>As received, with typed rows and rejects.</summary>
    Landing,

    /// <summary>Identifiers and contact details under record keys. Owner-only.</summary>
    Identity,

    /// <summary>Attributes under record keys, and spines. No identifier ever.</summary>
    Research,

    /// <summary>Signed bundles for collection.</summary>
    Release,

    /// <summary>Files that could not be read and output of stopped runs.</summary>
    Quarantine,
}
