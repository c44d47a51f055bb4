using System.Diagnostics.CodeAnalysis;

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
    }

    /// <summary>The entries by id.</summary>
    public IReadOnlyList<CatalogueEntry> Entries => [.. _entries.Values.OrderBy(entry => entry.Id, StringComparer.Ordinal)];

    /// <summary>The purposes by code.</summary>
    public IReadOnlyList<PurposeEntry> Purposes => [.. _purposes.Values.OrderBy(purpose => purpose.Code, StringComparer.Ordinal)];

    /// <summary>Finds an entry.</summary>
    public bool TryGet(string id, [NotNullWhen(true)] out CatalogueEntry? entry) => _entries.TryGetValue(id, out entry);

    /// <summary>Finds a purpose.</summary>
    public bool TryGetPurpose(string code, [NotNullWhen(true)] out PurposeEntry? purpose) => _purposes.TryGetValue(code, out purpose);

    /// <summary>The entries of one kind, by id.</summary>
    public IEnumerable<CatalogueEntry> OfKind(EntryKind kind) => Entries.Where(entry => entry.Kind == kind);
}
