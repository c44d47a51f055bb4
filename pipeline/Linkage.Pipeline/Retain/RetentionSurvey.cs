using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Release.Earlier;
using Linkage.Pipeline.Release.Trials;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Retain;

/// <summary>
/// What lies in the zones and until when it may. A landed set is kept as long as the contract of its dataset says, counted from the time of its seal, which copies and restores have to keep. What
/// was made of it goes with it: an identity or research set with the landed set it was made of, a spine or mounted tables with the first of the landed sets they may have been made of. Nothing is opened.
/// </summary>
public static class RetentionSurvey
{
    private const string Dataset = "dataset";

    /// <summary>Looks through landing, identity, research and quarantine.</summary>
    /// <param name="zones">The zones.</param>
    /// <param name="contracts">The contracts, by dataset id.</param>
    /// <param name="quarantine">How long a set may lie in quarantine.</param>
    /// <returns>Every set, by place.</returns>
    public static IReadOnlyList<RetainedSet> Of(ZoneStore zones, IReadOnlyDictionary<string, DatasetContract> contracts, TimeSpan quarantine)
    {
        var landed = zones.AllIn(Zone.Landing).Select(set => (Set: set, Datasets: DatasetsOf(set), From: SealedAt(set))).ToList();
        var landings = landed.SelectMany(one => one.Datasets.Select(dataset => (dataset, one.From))).ToLookup(one => one.dataset, one => one.From, StringComparer.Ordinal);
        return
        [
            .. landed.Select(one => Kept(zones, one.Set, one.Datasets, _ => one.From, contracts) with { Source = SourceOf(one.Set) })
                .Concat(new[] { Zone.Identity, Zone.Research }.SelectMany(zone => zones.AllIn(zone).Select(set => Made(zones, zone, set, landings, contracts))))
                .Concat(zones.AllIn(Zone.Quarantine).Select(set => InQuarantine(zones, set, quarantine)))
                .OrderBy(set => set.Place, StringComparer.Ordinal),
        ];
    }

    private static RetainedSet Made(ZoneStore zones, Zone zone, PublishedSet set, ILookup<string, DateTimeOffset> landings, IReadOnlyDictionary<string, DatasetContract> contracts)
    {
        var (datasets, made) = (DatasetsOf(set), SealedAt(set));
        if (zones.PlaceOf(set).StartsWith($"identity/{ReleaseMemory.Place}/", StringComparison.Ordinal))
        {
            return SetOf(zones, set, datasets, made, null, "kept to test later releases against it");
        }

        if (zones.PlaceOf(set).StartsWith($"research/{EnrolmentRegister.Folder}/", StringComparison.Ordinal))
        {
            return SetOf(zones, set, datasets, made, null, "register of a trial, which goes when its permission ends");
        }

        // One dataset's set was made of the newest file there was; tables of several may have been made of any that is still there.
        var isOne = zone == Zone.Identity || (datasets.Count == 1 && set.Seal.Facts.TryGetProperty(Dataset, out _));
        return Kept(zones, set, datasets, LandedAt, contracts);

        DateTimeOffset LandedAt(string dataset)
        {
            var before = landings[dataset].Where(from => from <= made).DefaultIfEmpty(made);
            return isOne ? before.Max() : before.Min();
        }
    }

    private static RetainedSet Kept(
        ZoneStore zones, PublishedSet set, IReadOnlyList<string> datasets, Func<string, DateTimeOffset> from, IReadOnlyDictionary<string, DatasetContract> contracts)
    {
        var known = datasets.Where(contracts.ContainsKey).Select(dataset => (Dataset: dataset, From: from(dataset), Days: contracts[dataset].RetentionDays)).ToList();
        if (known.Count == 0 || known.Count < datasets.Count)
        {
            var unknown = datasets.FirstOrDefault(dataset => !contracts.ContainsKey(dataset));
            return SetOf(zones, set, datasets, SealedAt(set), null, unknown is null ? "no dataset is named in its seal" : $"there is no contract of {unknown}");
        }

        var first = known.MinBy(one => one.From.AddDays(one.Days));
        return SetOf(zones, set, datasets, first.From, first.From.AddDays(first.Days), string.Create(CultureInfo.InvariantCulture, $"contract of {first.Dataset}: {first.Days} days"));
    }

    // What was moved there counts from then, which is the time of its folder.
    private static RetainedSet InQuarantine(ZoneStore zones, PublishedSet set, TimeSpan quarantine)
    {
        var moved = new DateTimeOffset(Directory.GetLastWriteTimeUtc(set.Directory), TimeSpan.Zero);
        var from = zones.PlaceOf(set).Count(one => one == '/') == 1 ? moved : SealedAt(set);
        return SetOf(zones, set, DatasetsOf(set), from, from + quarantine, string.Create(CultureInfo.InvariantCulture, $"quarantine: {quarantine.TotalDays:0} days"));
    }

    private static RetainedSet SetOf(ZoneStore zones, PublishedSet set, IReadOnlyList<string> datasets, DateTimeOffset from, DateTimeOffset? due, string basis)
    {
        var (place, seal) = (zones.PlaceOf(set), Path.Combine(set.Directory, ZoneStore.SealName));
        var isOurs = ZoneStore.IsPlace(place);
        return new RetainedSet(
            place,
            datasets,
            from,
            isOurs ? due : null,
            isOurs ? basis : "a name that no set of ours has: look at it, and remove it by hand",
            set.Layout.Entries(set.Directory).Sum(file => new FileInfo(Path.Combine(set.Directory, file)) is { Exists: true } there ? there.Length : 0),
            File.Exists(seal) ? ZoneStore.DigestOf(seal) : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(place))));
    }

    private static DateTimeOffset SealedAt(PublishedSet set) => new(File.GetLastWriteTimeUtc(Path.Combine(set.Directory, ZoneStore.SealName)), TimeSpan.Zero);

    private static (string, long)? SourceOf(PublishedSet set) =>
        set.Seal.Facts.ValueKind == JsonValueKind.Object && set.Seal.Facts.TryGetProperty("fileName", out var name) && set.Seal.Facts.TryGetProperty("fileBytes", out var bytes)
            ? (name.GetString()!, bytes.GetInt64())
            : null;

    // Every stage writes the dataset of a table under this name.
    private static IReadOnlyList<string> DatasetsOf(PublishedSet set) => [.. Named(set.Seal.Facts).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Named(JsonElement facts) => facts.ValueKind switch
    {
        JsonValueKind.Object => facts.EnumerateObject().SelectMany(property =>
            property.NameEquals(Dataset) && property.Value.ValueKind == JsonValueKind.String ? [property.Value.GetString()!] : Named(property.Value)),
        JsonValueKind.Array => facts.EnumerateArray().SelectMany(Named),
        _ => [],
    };
}
