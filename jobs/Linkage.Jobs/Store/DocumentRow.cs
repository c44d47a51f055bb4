namespace Linkage.Jobs.Store;

/// <summary>A version of a document of the registry.</summary>
internal sealed class DocumentRow
{
    /// <summary>A file of the catalogue, by its name.</summary>
    public const string Catalogue = "Catalogue";

    /// <summary>The directory of people.</summary>
    public const string People = "People";

    /// <summary>A rule, by its id.</summary>
    public const string Rule = "Rule";

    /// <summary>Catalogue, People or Rule.</summary>
    public required string Kind { get; init; }

    /// <summary>Its name.</summary>
    public required string Id { get; init; }

    /// <summary>Of a rule its own version; of any other document, how many there were before it, and one.</summary>
    public required int Version { get; init; }

    /// <summary>SHA-256 of its canonical form, lower-case hex. Of a rule: what is approved.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The YAML as it was imported; of a rule without status and approvals.</summary>
    public required string Text { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset ImportedAt { get; init; }
}
