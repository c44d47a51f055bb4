using System.Text.Json;
using Linkage.Governance.Grants;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.SelfAttack;

/// <summary>The spines and releases in the workspace that were made under another grant than the run's.</summary>
/// <param name="Files">Their files with pseudonyms in them, which are whole.</param>
/// <param name="Sets">How many sets these are of.</param>
/// <param name="Unread">Sets left out because they are not as they were published; whoever uses one of them will find that out.</param>
internal sealed record OtherGrants(IReadOnlyList<AttackedFile> Files, int Sets, int Unread)
{
    /// <summary>Finds them. The same grant has the same keys in every run, so its own sets are none of them.</summary>
    internal static OtherGrants In(ZoneStore zones, Grant grant)
    {
        var others = zones.Under(Zone.Research, "spine").Where(s => MarkOf(s) is { } mark && mark != grant.ContentHash)
            .Concat(zones.Under(Zone.Release, string.Empty).Where(s => GrantOf(s) is { } content && content != grant.ContentHash))
            .ToList();
        var whole = others.Where(s => ZoneStore.DamageOf(s).Count == 0).ToList();
        return new OtherGrants(
            [.. whole.SelectMany(s => s.Seal.Files.Keys
                .Where(f => f == LinkStage.SpineFile || (f.EndsWith(".parquet", StringComparison.Ordinal) && s.Seal.Files.ContainsKey(ReleaseFolder.Statement)))
                .Select(f => new AttackedFile($"{Path.GetFileName(Path.GetDirectoryName(s.Directory))}/{Path.GetFileName(s.Directory)}/{f}", Path.Combine(s.Directory, f), s)))],
            whole.Count,
            others.Count - whole.Count);
    }

    private static string? MarkOf(PublishedSet set)
    {
        try
        {
            return set.Seal.FactsAs<MarkedFacts>().Grant?.Content;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? GrantOf(PublishedSet set)
    {
        var path = Path.Combine(set.Directory, ReleaseFolder.Statement);
        try
        {
            using var statement = JsonDocument.Parse(File.ReadAllBytes(path));
            return statement.RootElement.GetProperty("predicate").GetProperty("grant").GetString();
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or IOException)
        {
            return null;
        }
    }

    private sealed record MarkedFacts(GrantMark? Grant);
}
