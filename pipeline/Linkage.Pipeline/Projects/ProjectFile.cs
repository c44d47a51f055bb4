using System.Text;
using System.Text.RegularExpressions;
using Linkage.Governance.Documents;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Release.Trials;

namespace Linkage.Pipeline.Projects;

/// <summary>Reads a project file and the queries beside it, strictly: an unknown key is an error that names file, line and key.</summary>
public static partial class ProjectFile
{
    private const int FormatVersion = 1;
    private const string ScheduleKey = "schedule";

    private static readonly string[] Uses = ["Match", "Select", "Output"];
    private static readonly string[] Roles = ["Key", "Contact", "Value", "Dimension", "Count", "Sum", "Ratio"];

    /// <summary>Finds a project by a path to its file, or by its id in a folder of project files, and reads it.</summary>
    /// <param name="idOrPath">As in <c>homes-and-money</c>, or a path that ends in <c>.yaml</c>.</param>
    /// <param name="cohortsFolder">Folder of project files.</param>
    /// <exception cref="ConfigurationException">No such project, or its file cannot be accepted.</exception>
    public static Project Find(string idOrPath, string cohortsFolder)
    {
        if (idOrPath.EndsWith(".yaml", StringComparison.Ordinal))
        {
            return Load(idOrPath);
        }

        if (!IdShape().IsMatch(idOrPath))
        {
            throw new ConfigurationException(cohortsFolder, null, null, "the project is neither a path ending in .yaml nor an id of lower-case letters, digits and hyphens.");
        }

        var path = Path.Combine(cohortsFolder, $"{idOrPath}.yaml");
        return File.Exists(path)
            ? Load(path)
            : throw new ConfigurationException(path, null, null, $"there is no project '{idOrPath}'; the projects here are: {string.Join(", ", Known(cohortsFolder))}.");
    }

    /// <summary>Reads one project file.</summary>
    /// <exception cref="ConfigurationException">The file or one of its queries cannot be accepted.</exception>
    public static Project Load(string path)
    {
        var document = YamlDocument.Load(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return document.Read(map => ReadProject(map, document, folder));
    }

    private static Project ReadProject(YamlMapping map, YamlDocument document, string folder)
    {
        map.Required("kind").AsOneOf(["LinkageProject"]);
        map.RequiredInteger("formatVersion", FormatVersion, FormatVersion);
        var id = map.Required("id");
        if (!IdShape().IsMatch(id.AsString()))
        {
            throw id.Error("a project id is lower-case letters, digits and hyphens, at most 60 characters.");
        }

        var datasets = map.RequiredList("datasets", node => node.AsMap(ReadDataset));
        var known = datasets.Select(d => d.Id).ToList();
        if (known.Count != known.Distinct().Count())
        {
            throw map.Required("datasets").Error("a dataset is listed twice; merge the two.");
        }

        var (setOperator, cohort) = map.RequiredMap("cohort", c => Tuple.Create(
            c.Required("setOperator").AsOneOf(["union", "intersection", "difference", "single"]), ReadQuery(c.Required("query"), folder)));
        var (team, environment) = map.RequiredMap("recipient", r => Tuple.Create(r.RequiredString("team"), r.RequiredString("environment")));
        var project = new Project
        {
            Id = id.AsString(),
            Version = map.RequiredInteger("version", 1),
            Title = map.RequiredString("title"),
            Nation = map.RequiredString("nation"),
            Controller = map.RequiredString("controller"),
            Purpose = map.RequiredString("purpose"),
            Requester = map.RequiredString("requester"),
            Datasets = datasets,
            Joins = map.RequiredList("joins", node => node.AsMap(m => ReadJoin(m, known))),
            Suppress = map.RequiredList("suppress", ReadDatasetId),
            SetOperator = setOperator,
            Cohort = cohort,
            Trial = map.OptionalMap("trial", ProjectTrialReader.Read),
            Outputs = map.RequiredList("outputs", node => node.AsMap(m => ReadOutput(m, folder, known))),
            RecipientTeam = team,
            RecipientEnvironment = environment,
            Channel = map.OptionalString("channel"),
            Schedule = map.OptionalMap(ScheduleKey, ProjectScheduleReader.Read),
            ContentHash = string.Empty,
        };
        Check(project, map);
        return project with { ContentHash = HashOf(document, project) };
    }

    private static void Check(Project project, YamlMapping map)
    {
        if (project.Datasets.Count == 0)
        {
            throw map.Required("datasets").Error("a project needs at least one dataset.");
        }

        if (project.Outputs.Count == 0 || project.Outputs.Select(o => o.Name).Distinct(StringComparer.Ordinal).Count() != project.Outputs.Count)
        {
            throw map.Required("outputs").Error("a project needs at least one output, each with a name of its own.");
        }

        if (project.Trial is not null && project.Outputs.FirstOrDefault(o => ArmedCohort.IsTable(o.Name)) is { } taken)
        {
            throw map.Required("outputs").Error($"the output name {taken.Name} is that of a table of the trial; rename the output.");
        }

        if (project.Suppress.FirstOrDefault(s => project.Datasets.Any(d => d.Id == s)) is { } both)
        {
            throw map.Required("suppress").Error($"'{both}' is also a dataset of the project; a suppression list is read for suppression only.");
        }

        if (project.Outputs.FirstOrDefault(o => o.Columns.Any(c => c.Generalise is not null && (o.Kind != OutputKind.PseudonymisedRows || c.Role == "Key"))) is { } ladder)
        {
            throw map.Required("outputs").Error($"only a column of pseudonymised rows that is not the key can have a ladder; take 'generalise' out of {ladder.Name}.");
        }

        if (project.Outputs.Any(o => o.Kind == OutputKind.Outreach) && project.Channel is null)
        {
            throw map.Required("outputs").Error("an outreach output needs a channel; add the key 'channel' to the project.");
        }
    }

    private static ProjectDataset ReadDataset(YamlMapping map) => new(
        ReadDatasetId(map.Required("id")),
        map.RequiredEntries("columns", (column, node) => (column, uses: node.AsList(u => u.AsOneOf(Uses))))
            .ToDictionary(c => c.column, c => c.uses, StringComparer.Ordinal),
        map.OptionalBoolean("whenPermitted") ?? false);

    private static ProjectJoin ReadJoin(YamlMapping map, List<DatasetId> known)
    {
        var join = new ProjectJoin(
            Declared(map.Required("left"), known),
            Declared(map.Required("right"), known),
            map.Required("type").AsOneOf(["Inner", "Left", "Anti"]),
            map.RequiredList("keys", k => k.AsOneOf(["uprn", "household", "person"])),
            (double)map.RequiredNumber("minimumProbability", 0.5m, 1m));
        return join.Left == join.Right
            ? throw map.Required("right").Error("a dataset is not joined with itself; its own duplicates are always found.")
            : join;
    }

    private static ProjectOutput ReadOutput(YamlMapping map, string folder, List<DatasetId> known)
    {
        var name = map.Required("name");
        if (!IdShape().IsMatch(name.AsString()))
        {
            throw name.Error("an output name is lower-case letters, digits and hyphens, at most 60 characters.");
        }

        return new ProjectOutput(
            name.AsString(),
            map.RequiredEnum<OutputKind>("kind"),
            map.RequiredString("granularity"),
            map.Optional("query") is { } query ? ReadQuery(query, folder) : null,
            map.RequiredList("columns", node => node.AsMap(ReadColumn)),
            map.OptionalList("contactFrom", n => Declared(n, known)));
    }

    private static ProjectOutputColumn ReadColumn(YamlMapping map)
    {
        var name = map.Required("name");
        if (ProjectOutputColumn.ReservedNames.Contains(name.AsString(), StringComparer.Ordinal))
        {
            throw name.Error("a release keeps this column name for itself; give the column another.");
        }

        return ColumnShape().IsMatch(name.AsString())
            ? new ProjectOutputColumn(name.AsString(), map.Required("role").AsOneOf(Roles), map.RequiredStrings("sources"))
            {
                Numerator = map.OptionalString("numerator"),
                Denominator = map.OptionalString("denominator"),
                Generalise = map.OptionalMap("generalise", LadderReader.Read),
            }
            : throw name.Error("a column name is lower-case letters, digits and underscores, at most 60 characters.");
    }

    private static DatasetId ReadDatasetId(YamlNode node) =>
        DatasetId.TryParse(node.AsString(), out var id) ? id : throw node.Error("a dataset id is lower-case letters, digits and single hyphens.");

    private static DatasetId Declared(YamlNode node, List<DatasetId> known)
    {
        var id = ReadDatasetId(node);
        return known.Contains(id) ? id : throw node.Error($"'{id}' is not among the project's datasets; add it there or correct the name.");
    }

    private static ProjectQuery ReadQuery(YamlNode node, string folder)
    {
        var name = node.AsString();
        if (!QueryShape().IsMatch(name))
        {
            throw node.Error("a query is a plain file name ending in .sql, beside the project file; a path is not taken.");
        }

        string sql;
        try
        {
            sql = File.ReadAllText(Path.Combine(folder, name), new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw node.Error("the query file cannot be read; check that it lies beside the project file and is UTF-8 text.");
        }

        try
        {
            return new ProjectQuery(name, sql, QueryDigest.Of(sql));
        }
        catch (FormatException)
        {
            throw node.Error("the query file does not hold exactly one SELECT that can be parsed; it may not write, attach, set or call anything.");
        }
    }

    // When a project runs is not what it is: were its schedule hashed, moving the time would release the same data under another id.
    private static string HashOf(YamlDocument document, Project project)
    {
        var queries = project.Outputs.Select(o => o.Query).Prepend(project.Cohort).OfType<ProjectQuery>();
        var text = string.Join('\n', queries.Select(q => q.Sql).Prepend(document.TextWithout(ScheduleKey)));
        return CanonicalHash.Of(Encoding.UTF8.GetBytes(text));
    }

    private static IEnumerable<string> Known(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.yaml").Select(p => Path.GetFileNameWithoutExtension(p)).Order(StringComparer.Ordinal)
            : [];

    [GeneratedRegex("^[a-z][a-z0-9-]{0,59}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdShape();

    [GeneratedRegex("^[a-z][a-z0-9_]{0,59}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex ColumnShape();

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,79}\\.sql\\z", RegexOptions.CultureInvariant)]
    private static partial Regex QueryShape();
}
