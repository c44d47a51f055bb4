using System.Globalization;
using System.Security.Cryptography;

namespace Linkage.Pipeline.Keys;

/// <summary>
/// The secrets of datasets, one for each month, kept as grant secrets are. A sealed file of a dataset needs root, epoch and this, so that destroying it leaves every copy of the files
/// unreadable, those in backups too. It is made when something is first sealed under it.
/// </summary>
public static class DatasetKeys
{
    /// <summary>What such a secret bears where that of a grant bears its rule, followed by dataset, month and workspace. No rule is named like that.</summary>
    public const string Name = "linkage:dataset-key";

    /// <summary>Reason code of its tombstone.</summary>
    public const string Retained = "RETENTION_ENDED";

    /// <summary>Under which scope a secret is kept. Its hash follows from the rest, so that the rest proves itself by the name under which the secret lies.</summary>
    public static GrantScope ScopeOf(DatasetPeriod period)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(LengthPrefixed.Encode([Name, period.Dataset, period.Month, period.Workspace, period.Epoch.ToString(CultureInfo.InvariantCulture)])));
        return new GrantScope(hash, period.Workspace.Length == 0 ? $"{Name} {period.Dataset} {period.Month}" : $"{Name} {period.Dataset} {period.Month} {period.Workspace}", period.Epoch, hash);
    }

    /// <summary>What a secret is for; null for that of a grant or an epoch, and for one whose scope is not what its parts give.</summary>
    public static DatasetPeriod? PeriodOf(GrantKey key) => PeriodOf(key.Scope);

    /// <summary>Whether files under a name can have a key of a dataset: it is one plain folder name that stands in a scope.</summary>
    internal static bool IsDataset(string name) => name.Length is > 0 and <= 100 && !name.Any(one => one is '/' or ' ' || char.IsControl(one));

    internal static DatasetPeriod? PeriodOf(GrantScope scope)
    {
        var parts = scope.RuleId.Split(' ');
        return parts.Length is 3 or 4 && parts[0] == Name && DatasetPeriod.IsMonth(parts[2])
            && new DatasetPeriod(parts[1], parts[2], parts.Length == 4 ? parts[3] : string.Empty, scope.RuleVersion) is var period && ScopeOf(period) == scope
                ? period
                : null;
    }
}
