using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Linkage.Governance.Documents;

namespace Linkage.Governance.Catalogue;

/// <summary>All powers, duties, bars, bases and policies, and the purpose codes. Immutable.</summary>
public sealed class LegalCatalogue
{
    private readonly Dictionary<string, CatalogueEntry> _entries;
    private readonly Dictionary<string, PurposeEntry> _purposes;

    /// <summary>Makes a catalogue.</summary>
    /// <param name="entries">Entries with different ids.</param>
    /// <param name="purposes">Purposes with different codes.</param>
    /// <exception cref="ArgumentException">An id or a code is there twice.</exception>
    public LegalCatalogue(IEnumerable<CatalogueEntry> entries, IEnumerable<PurposeEntry> purposes)
    {
        _entries = entries.ToDictionary(entry => entry.Id, StringComparer.Ordinal);
        _purposes = purposes.ToDictionary(purpose => purpose.Code, StringComparer.Ordinal);
        Entries = [.. _entries.Values.OrderBy(entry => entry.Id, StringComparer.Ordinal)];
        Purposes = [.. _purposes.Values.OrderBy(purpose => purpose.Code, StringComparer.Ordinal)];
        Hash = CanonicalHash.Of(new JsonObject { ["entries"] = CanonicalForm.Of(Entries), ["purposes"] = CanonicalForm.Of(Purposes) });
    }

    /// <summary>The entries by id.</summary>
    public IReadOnlyList<CatalogueEntry> Entries { get; }

    /// <summary>The purposes by code.</summary>
    public IReadOnlyList<PurposeEntry> Purposes { get; }

    /// <summary>SHA-256 over all of it, as 64 lower-case hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>Finds an entry.</summary>
    public bool TryGet(string id, [NotNullWhen(true)] out CatalogueEntry? entry) => _entries.TryGetValue(id, out entry);

    /// <summary>Finds a purpose.</summary>
    public bool TryGetPurpose(string code, [NotNullWhen(true)] out PurposeEntry? purpose) => _purposes.TryGetValue(code, out purpose);

    /// <summary>The entries of one kind, by id.</summary>
    public IEnumerable<CatalogueEntry> OfKind(EntryKind kind) => Entries.Where(entry => entry.Kind == kind);
}
