using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Linkage.Governance.Documents;
using Linkage.Governance.Rules;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Registering;

/// <summary>What a rule names, each a thing of its own with a version: DPIA, sharing agreement, re-use approvals, datasets with their contracts.</summary>
internal static class Instruments
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Converters = { new JsonStringEnumConverter() } };

    /// <summary>Those of a rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="now">When it is imported.</param>
    public static IEnumerable<InstrumentRow> Of(Rule rule, DateTimeOffset now)
    {
        if (rule.Dpia is { } dpia)
        {
            yield return Row("Dpia", dpia.Reference, dpia.Version, dpia, now);
        }

        if (rule.Agreement is { } agreement)
        {
            yield return Row("Agreement", agreement.Reference, agreement.Version, agreement with { Parties = [.. agreement.Parties.Order(StringComparer.Ordinal)] }, now);
        }

        foreach (var approval in rule.ReuseApprovals)
        {
            yield return Row(
                "ReuseApproval",
                $"{approval.Body} {approval.Reference}",
                approval.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                approval with { Columns = [.. approval.Columns.Order(StringComparer.Ordinal)], Purposes = [.. approval.Purposes.Order(StringComparer.Ordinal)] },
                now);
        }

        foreach (var dataset in rule.Datasets)
        {
            yield return Row("Dataset", dataset.Id, rule.Contracts.GetValueOrDefault(dataset.Id) ?? "none", new { dataset.Id, dataset.Origin, dataset.Provider, Subjects = dataset.Subjects.Order().ToList() }, now);
        }
    }

    private static InstrumentRow Row<T>(string kind, string reference, string version, T content, DateTimeOffset now)
    {
        var form = JsonSerializer.SerializeToNode(content, Options)!;
        return new InstrumentRow
        {
            Kind = kind,
            Reference = reference,
            Version = version,
            Content = CanonicalHash.CanonicalText(form),
            ContentHash = CanonicalHash.Of((JsonObject)form),
            ImportedAt = now,
        };
    }
}
