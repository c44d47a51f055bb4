using Linkage.Governance.Grants;
using Linkage.Matching;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;
using Linkage.Pipeline.Contracts;

namespace Linkage.Pipeline.Link;

/// <summary>
/// Finds the people no outreach may reach. Suppression reaches further than linking does, because to leave a person out by mistake costs a letter: a list row meets whoever
/// the model or date of birth and place say, and where the whole household is protected, everyone who has a place in common with it.
/// </summary>
internal static class Protection
{
    /// <summary>The list of people who bear the mark of a protected address; it comes from no dataset.</summary>
    public const string ProtectedAddress = "protected-address";

    /// <summary>The objections: the one list that speaks for the person alone.</summary>
    private const string Objections = "opt-out";

    /// <summary>Table with the result: list, cluster_key.</summary>
    public static SqlName Table { get; } = new("protected_person");

    /// <summary>Whether a list protects everyone in the household, and not the listed person alone.</summary>
    public static bool CoversHousehold(string list) => list != Objections;

    /// <summary>The lists of a grant whose people are left out, the marked ones among them; none where nobody is to be contacted and no list is granted.</summary>
    public static IReadOnlyList<string> ListsOf(Grant grant) =>
        grant.SuppressionLists.Count == 0 && !grant.Reidentification.Allowed
            ? []
            : [.. grant.SuppressionLists.Append(ProtectedAddress).Order(StringComparer.Ordinal)];

    /// <summary>Makes <see cref="Table"/>. Reads linked_record, person_cluster, probe_hit and permitted_pair, and the records themselves.</summary>
    /// <param name="session">The session of the Link stage.</param>
    /// <param name="lists">What <see cref="ListsOf"/> gives.</param>
    /// <param name="datasets">The granted datasets and the lists: for each the columns the linker may look at, and where its identifiers lie.</param>
    /// <param name="cancellationToken">Interrupts the work.</param>
    public static void Find(DuckSession session, IReadOnlyList<string> lists, IReadOnlyList<ProtectedDataset> datasets, CancellationToken cancellationToken)
    {
        session.Execute("CREATE OR REPLACE TEMP TABLE suppression_list (list VARCHAR, covers_household BOOLEAN)", cancellationToken);
        foreach (var list in lists)
        {
            session.Execute("INSERT INTO suppression_list VALUES ($1, $2)", [list, CoversHousehold(list)], cancellationToken);
        }

        Run("marked_record", ("places", string.Join(" UNION ALL ", datasets.SelectMany(Places).Prepend("SELECT '' AS dataset, CAST(NULL AS BLOB) AS record_key, '' AS place WHERE false"))));
        Run("list_hit", ("protected_address", SqlName.Literal(ProtectedAddress)));
        Run("protected_place");
        Run("near_address", ("addresses", string.Join(" UNION ALL ", datasets.Select(Addresses))));
        Run("protected_person", ("table", Table.ToString()));

        void Run(string step, params IEnumerable<(string, string)> fragments) =>
            session.Execute(SqlStep.Load(typeof(Protection), step).With(fragments).Text, cancellationToken);
    }

    // Clerks write the mark where an address goes: into the postcode, the address, or another contact field. Every record is searched for it, whatever else may be read of it:
    // it tells nothing but that nobody may write there.
    private static IEnumerable<string> Places(ProtectedDataset dataset) =>
        dataset.Contract.Columns
            .Where(c => c.HomeZone == Zones.Zone.Identity && (c.Meaning is Meaning.Postcode or Meaning.Address || c.Classification == Classification.Contact))
            .Select(c => $"SELECT {SqlName.Literal(dataset.Input.Dataset)} AS dataset, record_key, CAST({new SqlName(c.Name)} AS VARCHAR) AS place FROM {dataset.Identity}");

    // Addresses take long to normalise, so only those near a protected place are.
    private static string Addresses(ProtectedDataset dataset) =>
        $"SELECT {SqlName.Literal(dataset.Input.Dataset)} AS dataset, record_key{NormalForms.SelectList(dataset.Input, "adr", "hn")} FROM {dataset.Input.Relation} "
        + $"WHERE record_key IN (SELECT record_key FROM near_record WHERE dataset = {SqlName.Literal(dataset.Input.Dataset)})";
}

/// <summary>A dataset as <see cref="Protection"/> reads it.</summary>
/// <param name="Contract">Its contract.</param>
/// <param name="Input">The columns the linker may look at under the grant.</param>
/// <param name="Identity">The relation with all its identifiers, searched for the mark of a protected address and for nothing else.</param>
internal sealed record ProtectedDataset(DatasetContract Contract, LinkInput Input, string Identity);
