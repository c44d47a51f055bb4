using System.CommandLine;
using System.Text.RegularExpressions;
using Linkage.Jobs.Deploying;
using Linkage.Jobs.Reporting;

namespace Linkage.Jobs.Commands;

/// <summary>Writes the files by which a machine is set up.</summary>
internal sealed partial class InitVerb : Verb
{
    private readonly Argument<string> _folder = new("DIR") { Description = "Where they are written, such as /etc/linkage; made where it is missing" };
    private readonly Option<string> _data = Place("--data", "The workspace", "/srv/linkage");
    private readonly Option<string> _sources = Place("--sources", "The extracts that nobody pulls", "/data/extracts");
    private readonly Option<string> _schemas = Place("--schemas", "Contracts, models and projects", "/opt/linkage/schemas");

    /// <summary>Declares the verb.</summary>
    public InitVerb()
        : base(
            "init",
            "Writes what a machine is set up by, with comments: linkage.yaml (where extracts come from, who is told), linkage.env (store, keys, telemetry), linkage.service (systemd) and roles.sql (accounts of PostgreSQL). A file that is there stays as it is.",
            new Example("linkage init /etc/linkage", "For /srv/linkage, /data/extracts and /opt/linkage/schemas"),
            new Example("linkage init /etc/linkage --data /data/workspace --sources /mnt/extracts", "For other places"))
    {
        Add(_folder);
        Add(_data);
        Add(_sources);
        Add(_schemas);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var files = new DeploymentFiles(
            Writable("DIR", Path.GetFullPath(parse.GetRequiredValue(_folder))),
            Writable(_data.Name, parse.GetRequiredValue(_data)),
            Writable(_sources.Name, parse.GetRequiredValue(_sources)),
            Writable(_schemas.Name, parse.GetRequiredValue(_schemas)),
            Writable("The program", Path.Combine(AppContext.BaseDirectory, "linkage")));
        var written = files.WriteMissing();
        var kept = DeploymentFiles.Names.Select(name => Path.Combine(files.Config, name)).Except(written, StringComparer.Ordinal).ToList();
        return Task.FromResult(new VerbResult(ExitCode.Done, new InitDocument(written, kept), screen => Print(screen, written, kept)));
    }

    private static Option<string> Place(string name, string what, string usual) => new(name) { HelpName = "DIR", Description = what, DefaultValueFactory = _ => usual };

    // It stands in a shell, in systemd's syntax and in YAML, each of which reads other signs in its own way.
    private static string Writable(string name, string path) => PlainPath().IsMatch(path) && !path.Split('/').Contains("..", StringComparer.Ordinal)
        ? path
        : throw ProblemException.BadConfiguration("USAGE", $"{name} is an absolute path of letters, digits, '.', '-', '_' and '/'.", "linkage init", "Name another; the files are read by a shell, by systemd and by Linkage alike.");

    private static void Print(Screen screen, IReadOnlyList<string> written, IReadOnlyList<string> kept)
    {
        foreach (var path in written)
        {
            screen.Plain($"  written  {path}");
        }

        foreach (var path in kept)
        {
            screen.Plain($"  there    {path}");
        }

        screen.Line("Next: 'From a fresh server to a nightly run' in runbook.md.");
    }

    [GeneratedRegex(@"^(/[A-Za-z0-9._-]+)+/?$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainPath();
}

/// <summary>What 'linkage init' did.</summary>
/// <param name="Written">Files that were written.</param>
/// <param name="Kept">Files that were there, and stay as they are.</param>
internal sealed record InitDocument(IReadOnlyList<string> Written, IReadOnlyList<string> Kept);
