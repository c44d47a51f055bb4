using System.Globalization;
using Linkage.Governance.Rules;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Pseudonymise;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Release;

/// <summary>
/// Names and contact details for people to act on: the cohort without those who objected, are unsafe to contact or too young, joined with contact details.
/// The person key leads there and stays behind: no row of the file can be led back to the research zone (R19).
/// </summary>
internal static class OutreachOutput
{
    internal static MadeOutput Make(
        ReleaseWorkbench bench, ReleaseRequest request, ReleaseTerms terms, ProjectOutput output, IReadOnlyList<(string Name, string Type)> columns)
    {
        Require(terms, output);
        var values = output.Columns.Where(c => c.Role != "Contact").ToList();
        OutputColumns.Require(output, [OutputColumns.PersonKey, .. values.Select(c => c.Name)], columns);
        UnderAge(bench, request, terms);
        bench.Run(
            "outreach_people",
            ("source", $"{ReleaseWorkbench.Results}.{new SqlName(CohortQueries.TableOf(output))}"));
        RequireNoControl(bench, terms, output);
        bench.Run(
            "outreach_contacts",
            ("candidates", ContactColumns.Candidates(request, terms, output)),
            ("complete", string.Join(" AND ", ContactColumns.Of(output).Select(c => $"{new SqlName(c.Name)} IS NOT NULL"))));

        var table = $"file_{output.Name}";
        bench.Run(
            "outreach_file",
            ("table", new SqlName(table).ToString()),
            ("columns", string.Join(", ", output.Columns.Select(c => Column(c, terms)))));
        RequireNoKey(bench, output, table, values);
        return new MadeOutput(output, table, MadeOutput.PartOf(output.Name, bench.CountByReason("judged_people")));
    }

    // Under age by any granted record, on the day of the release in UTC. A date is compared in the linker's normal form, eight digits, so text order is the order of time.
    private static void UnderAge(ReleaseWorkbench bench, ReleaseRequest request, ReleaseTerms terms)
    {
        var youngest = terms.MinimumAge is { } years ? DateOnly.FromDateTime(request.Instant.UtcDateTime).AddYears(-years).ToString("yyyyMMdd", CultureInfo.InvariantCulture) : "99999999";
        NormalForms.Prepare(bench.Session, bench.CancellationToken);
        var births = request.Identities.OrderBy(i => i.Key).Where(_ => terms.MinimumAge is not null).SelectMany(identity => Births(request, terms, identity.Key, identity.Value));
        bench.Run(
            "under_age_people",
            ("births", string.Join(" UNION ALL ", births.Prepend("SELECT '' AS dataset, CAST(NULL AS BLOB) AS record_key, '' AS born WHERE false"))),
            ("youngest", SqlName.Literal(youngest)));
    }

    private static IEnumerable<string> Births(ReleaseRequest request, ReleaseTerms terms, DatasetId dataset, PublishedSet identity) =>
        request.Contracts.Single(c => c.Id == dataset).Columns
            .Where(c => c.Meaning == Meaning.DateOfBirth && c.HomeZone == Zone.Identity && terms.PermitsMatch(dataset.Value, c.Name))
            .Select(c => $"SELECT {SqlName.Literal(dataset.Value)} AS dataset, record_key, lnk_date({new SqlName(c.Name)}) AS born "
                + $"FROM read_parquet({SqlName.File(identity.PathOf(PseudonymiseStage.IdentityFile))}, hive_partitioning = false)");

    private static string Column(ProjectOutputColumn column, ReleaseTerms terms) => column.Role != "Contact"
        ? $"person.{new SqlName(column.Name)}"
        : column.Name == ContactColumns.Channel
            ? $"{SqlName.Literal(terms.Channel!)} AS {new SqlName(column.Name)}"
            : $"contact.{new SqlName(column.Name)}";

    private static void Require(ReleaseTerms terms, ProjectOutput output)
    {
        var contacts = output.Columns.Where(c => c.Role == "Contact").Select(c => c.Name).ToList();
        if (!terms.ReidentificationAllowed)
        {
            throw new ReleaseRefusal("REIDENTIFICATION_NOT_PERMITTED", $"{output.Name}: the grant does not allow people to be named.");
        }

        if (contacts.FirstOrDefault(c => c != ContactColumns.Channel && !terms.ContactColumns.Contains(c)) is { } column)
        {
            throw new ReleaseRefusal("COLUMN_NOT_PERMITTED", $"{output.Name}: the grant does not give the contact column {column}.");
        }

        if (contacts.All(c => c == ContactColumns.Channel))
        {
            throw new ReleaseRefusal("OUTPUT_COLUMNS_DIFFER", $"{output.Name}: an outreach needs at least one contact column besides the channel.");
        }

        if (terms.Channel is null || !terms.Channels.Contains(terms.Channel))
        {
            throw new ReleaseRefusal("CHANNEL_NOT_PERMITTED", $"{output.Name}: the grant does not permit the channel of this project.");
        }

        if (!ContactColumns.ByChannel.TryGetValue(terms.Channel, out var needed))
        {
            throw new ReleaseRefusal("CHANNEL_NOT_PERMITTED", $"{output.Name}: no contact columns are known for the channel of this project.");
        }

        if (contacts.FirstOrDefault(c => c != ContactColumns.Channel && !needed.Contains(c)) is { } surplus)
        {
            throw new ReleaseRefusal("COLUMN_NOT_PERMITTED", $"{output.Name}: {surplus} is not needed for the channel, so it is not released.");
        }

        if (output.Columns.Any(c => c.Role == "Key" || c.Name == OutputColumns.PersonKey))
        {
            throw new ReleaseRefusal("PERSON_KEY_IN_OUTREACH", $"{output.Name}: a person key never stands in an outreach file.");
        }
    }

    // Who is a control goes without what is tried. The query has to say so, since the rule approves the query; nobody is taken out in silence, and no count is told.
    private static void RequireNoControl(ReleaseWorkbench bench, ReleaseTerms terms, ProjectOutput output)
    {
        var controls = terms.Trial?.Arms.Where(a => a.IsControl).Select(a => SqlName.Literal(a.Name)).ToList() ?? [];
        if (controls.Count > 0 && bench.Session.Scalar<long>(
            $"SELECT count(*) FROM judged_people WHERE person_key IN (SELECT person_key FROM {ReleaseWorkbench.Results}.{new SqlName(CohortQueries.CohortTable)} WHERE {new SqlName(TrialArm.ArmColumn)} IN ({string.Join(", ", controls)}))",
            bench.CancellationToken) > 0)
        {
            throw new ReleaseRefusal("CONTROL_ARM_IN_OUTREACH", $"{output.Name}: the query selects people of a control arm, who go without what is tried. Let it select the other arms by the column {TrialArm.ArmColumn}.");
        }
    }

    // A query could still spell the key out under another name; the values are searched for it.
    private static void RequireNoKey(ReleaseWorkbench bench, ProjectOutput output, string table, List<ProjectOutputColumn> values)
    {
        foreach (var value in values)
        {
            var found = bench.Session.Scalar<long>(
                SqlStep.Load(typeof(OutreachOutput), "keys_spelt_out").With(
                    ("table", new SqlName(table).ToString()), ("column", new SqlName(value.Name).ToString())).Text,
                bench.CancellationToken);
            if (found > 0)
            {
                throw new ReleaseRefusal("PERSON_KEY_IN_OUTREACH", $"{output.Name}: the column {value.Name} holds person keys in another spelling.");
            }
        }
    }
}
