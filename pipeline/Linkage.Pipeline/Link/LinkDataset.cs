using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Pseudonymise;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Link;

/// <summary>A dataset after Pseudonymise: what it promised, and its two halves.</summary>
/// <param name="Contract">Its contract.</param>
/// <param name="IdentitySet">The half in the identity zone.</param>
/// <param name="ResearchSet">The half in the research zone.</param>
public sealed record LinkDataset(DatasetContract Contract, PublishedSet IdentitySet, PublishedSet ResearchSet)
{
    /// <summary>Parquet file of the identifiers.</summary>
    public string Identity => IdentitySet.PathOf(PseudonymiseStage.IdentityFile);

    /// <summary>Parquet file of the attributes.</summary>
    public string Attributes => ResearchSet.PathOf(PseudonymiseStage.AttributesFile);

    /// <summary>Input digest both were published under.</summary>
    public string Key => IdentitySet.Seal.Key;
}
