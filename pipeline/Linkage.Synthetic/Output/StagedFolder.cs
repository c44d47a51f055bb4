namespace Linkage.Synthetic.Output;

/// <summary>
/// Where the files grow before they are published. The two finished folders are renamed into place, the sources last,
/// so that whoever finds <c>sources/</c> finds whole files and a truth beside them; what a killed run left behind is cleared by the next.
/// </summary>
internal sealed class StagedFolder : IDisposable
{
    private const string Staging = ".synthetic-part";
    private readonly string _output;
    private readonly string _staging;

    private StagedFolder(string output)
    {
        _output = output;
        _staging = Path.Combine(output, Staging);
        if (Directory.Exists(_staging))
        {
            Directory.Delete(_staging, recursive: true);
        }

        Sources = Directory.CreateDirectory(Path.Combine(_staging, "sources")).FullName;
        Truth = Directory.CreateDirectory(Path.Combine(_staging, "truth")).FullName;
        Scratch = Directory.CreateDirectory(Path.Combine(_staging, "scratch")).FullName;
    }

    /// <summary>The extracts in the making.</summary>
    public string Sources { get; }

    /// <summary>The truth in the making.</summary>
    public string Truth { get; }

    /// <summary>What no one will need afterwards.</summary>
    public string Scratch { get; }

    /// <summary>Opens a staging folder inside an output folder that holds no extracts yet.</summary>
    /// <exception cref="SyntheticOptionsException">The output folder is a file, or already holds sources or a truth.</exception>
    public static StagedFolder In(string outputFolder)
    {
        var output = Path.GetFullPath(outputFolder);
        if (File.Exists(output))
        {
            throw new SyntheticOptionsException(nameof(SyntheticOptions.OutputFolder), $"{output} is a file; a folder is needed.");
        }

        if (HasContent(Path.Combine(output, "sources")))
        {
            throw new SyntheticOptionsException(
                nameof(SyntheticOptions.OutputFolder), $"{Path.Combine(output, "sources")} is not empty; choose another folder or clear it first.");
        }

        // A truth alone is what a run leaves that was killed between the two renames; anything else is someone's own.
        var truth = Path.Combine(output, "truth");
        if (HasContent(truth) && !Directory.EnumerateFileSystemEntries(truth).All(e => Path.GetFileName(e) == TruthFile.Name))
        {
            throw new SyntheticOptionsException(nameof(SyntheticOptions.OutputFolder), $"{truth} is not empty; choose another folder or clear it first.");
        }

        return new StagedFolder(output);
    }

    /// <summary>Moves the finished folders to their places.</summary>
    public void Publish()
    {
        Replace(Truth, Path.Combine(_output, "truth"));
        Replace(Sources, Path.Combine(_output, "sources"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(_staging))
        {
            Directory.Delete(_staging, recursive: true);
        }
    }

    private static void Replace(string from, string to)
    {
        if (Directory.Exists(to))
        {
            Directory.Delete(to, recursive: true);
        }

        Directory.Move(from, to);
    }

    private static bool HasContent(string folder) => Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any();
}
