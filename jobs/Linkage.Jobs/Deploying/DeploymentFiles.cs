using System.Reflection;
using System.Text;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Publishing.Pages;

namespace Linkage.Jobs.Deploying;

/// <summary>The files by which a machine is set up: configuration, environment, service and accounts, each with comments, and with the machine's places in it.</summary>
/// <param name="Config">Folder of the files.</param>
/// <param name="Data">Folder of the workspace.</param>
/// <param name="Sources">Folder of the extracts.</param>
/// <param name="Schemas">Folder of contracts, models and projects.</param>
/// <param name="Program">The program that the service starts.</param>
internal sealed record DeploymentFiles(string Config, string Data, string Sources, string Schemas, string Program)
{
    /// <summary>Their names, in the order in which they are needed.</summary>
    public static IReadOnlyList<string> Names { get; } = ["roles.sql", "linkage.env", "linkage.yaml", "linkage.service"];

    /// <summary>Writes those that are not there. What is there may have been written into, and stays as it is.</summary>
    /// <returns>The full paths of those that were written.</returns>
    /// <exception cref="ProblemException">The folder cannot be made, or a file not be written.</exception>
    public IReadOnlyList<string> WriteMissing()
    {
        Directory.CreateDirectory(Config);
        var written = new List<string>();
        foreach (var name in Names.Where(name => !Path.Exists(Path.Combine(Config, name))))
        {
            var path = Path.Combine(Config, name);
            PublishedFile.CreatePublic(new PublishedFile(path, string.Empty, Encoding.UTF8.GetBytes(TextOf(name))));
            written.Add(path);
        }

        return written;
    }

    /// <summary>The text of a file.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public string TextOf(string name) => Fill(name == "linkage.yaml" ? Configuration() : Resource(name));

    // Every key there is stands in the sample, which tests hold against reader and schema: the file is the sample, commented out.
    private static string Configuration()
    {
        var text = new StringBuilder("""
            # Configuration of 'linkage serve', 'run', 'pull' and 'notify test' (--config). As it stands nothing is pulled and nobody is told.
            # Take the first '# ' from the lines you need, and this line away when 'deliveries' is one of them:
            deliveries: {}


            """);
        foreach (var line in Resource("sample.yaml").TrimEnd().Split('\n'))
        {
            text.Append(line.StartsWith('#') ? line : $"# {line}").Append('\n');
        }

        return text.ToString();
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"Linkage.Jobs.Deploying.{name}") ?? throw new InvalidOperationException($"{name} is not embedded."));
        return reader.ReadToEnd();
    }

    private string Fill(string text) => text
        .Replace("@CONFIG@", Config, StringComparison.Ordinal)
        .Replace("@DATA@", Data, StringComparison.Ordinal)
        .Replace("@SOURCES@", Sources, StringComparison.Ordinal)
        .Replace("@SCHEMAS@", Schemas, StringComparison.Ordinal)
        .Replace("@PROGRAM@", Program, StringComparison.Ordinal);
}
