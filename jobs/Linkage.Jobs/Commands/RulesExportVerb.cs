using System.CommandLine;
using System.Globalization;
using System.Text;
using Linkage.Governance.Rules;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Commands;

/// <summary>Writes the registry of the store as a folder of files.</summary>
internal sealed class RulesExportVerb : Verb
{
    private readonly Argument<string> _folder = new("DIR") { Description = "A folder that is not there yet, or empty" };
    private readonly Option<string> _data = PlaceOptions.Data();

    /// <summary>Declares the verb.</summary>
    public RulesExportVerb()
        : base(
            "export",
            "Writes the registry of the store as files, with the status and the approvals each rule has now: what 'rules import' reads.",
            new Example("linkage rules export registry-2026-11 --data /srv/linkage", "For a reader, a repository or another store"))
    {
        Add(_folder);
        Add(_data);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var target = Path.GetFullPath(parse.GetRequiredValue(_folder));
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
        {
            throw ProblemException.Refused("FOLDER_NOT_EMPTY", "The folder is there and not empty; nothing is replaced.", target, "Name another.");
        }

        var registry = new StoredRegistry(StoreDatabase.Of(Path.GetFullPath(parse.GetRequiredValue(_data))));
        var files = registry.Ask((rows, _) => Files(rows, rows.Build(new())));
        foreach (var (name, text) in files)
        {
            var path = Path.Combine(target, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text, new UTF8Encoding(false));
        }

        // What was written is what is there: read as anyone would.
        var document = new ExportDocument(target, [.. files.Select(file => file.Name)], Registry.Load(target).Hash);
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => RegistryReport.Print(screen, document)));
    }

    private static List<(string Name, string Text)> Files(RegistryRows rows, Registry registry) =>
    [
        .. rows.Documents.Where(d => d.Kind == DocumentRow.Catalogue).GroupBy(d => d.Id).Select(versions => versions.MaxBy(d => d.Version)!).Select(d => (Path.Combine("catalogue", d.Id + ".yaml"), d.Text)),
        (Path.Combine("rules", "people.yaml"), rows.Newest(DocumentRow.People, RegistryImport.PeopleId)!.Text),
        .. registry.Rules.Select(rule => (
            Path.Combine("rules", string.Create(CultureInfo.InvariantCulture, $"{rule.Id}.v{rule.Version}.yaml")),
            RuleText.WithLifeCycle(rows.RuleOf(rule.Id, rule.Version)!.Text, rule.Status, rule.StatusReason, rule.Approvals))),
    ];
}
