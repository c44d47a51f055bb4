namespace Linkage.Governance.Rules;

/// <summary>Where the registry is read from: a folder of files, or the store. It is read afresh for every decision, so that a rule revoked meanwhile is seen.</summary>
public interface IRegistrySource
{
    /// <summary>Reads the registry as it is now.</summary>
    /// <exception cref="Documents.ConfigurationException">A document is refused, or the documents do not agree.</exception>
    Registry Load();
}
