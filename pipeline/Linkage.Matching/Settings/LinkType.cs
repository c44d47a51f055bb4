namespace Linkage.Matching.Settings;

/// <summary>Which pairs of datasets are compared.</summary>
public enum LinkType
{
    /// <summary>Each dataset with itself.</summary>
    Dedupe,

    /// <summary>Each dataset with every other, none with itself; two at least.</summary>
    LinkOnly,

    /// <summary>Each dataset with itself and with every other.</summary>
    LinkAndDedupe,
}
