namespace Linkage.Matching.Files;

/// <summary>Makes sure, before any work, that a run writes over nothing it reads: real paths are compared, links to files and folders followed.</summary>
internal static class FileTargets
{
    private static readonly StringComparison Paths = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>Refuses a request whose results would take the place of a file it reads.</summary>
    /// <exception cref="MatchingInputException">A target is an input, or two targets are one file.</exception>
    internal static void RefuseInputs(FileLinkRequest request, LinkSettings settings)
    {
        (string Name, string? Path)[] inputs =
        [
            ("the left file", request.Left),
            ("the right file", request.Right),
            ("the settings (--settings)", request.Settings),
            ("the labels (--labels)", request.Labels),
            ("the labels of the settings", settings.LabelsFile),
            ("the model of the settings", settings.ModelFile),
        ];
        foreach (var (name, path) in inputs.Where(i => i.Path is not null).Select(i => (i.Name, Real(i.Path!))))
        {
            if (request.Report is { } report && path.Equals(Real(report), Paths))
            {
                throw new MatchingInputException($"The report would be written over {name}.", report, "Name another file with --report.");
            }

            if (request.Out is { } folder && IsResult(path, Real(folder)))
            {
                throw new MatchingInputException($"The results would be written over {name}, '{Path.GetFileName(path)}' of that folder.", folder, "Name another folder with --out, or copy the file out of it first.");
            }

            if (request.Spine is { } spine && IsBelow(path, Real(spine)))
            {
                throw new MatchingInputException($"It is the folder of {name}, '{Path.GetFileName(path)}', and a run deletes files there that it has no more need of.", spine, "Name another folder with --spine, or copy the file out of it first.");
            }
        }

        if (request.Report is { } page)
        {
            RefuseReport(page, request);
        }
    }

    /// <summary>The path with every link in it followed; what is not there yet stays as it is.</summary>
    internal static string Real(string path)
    {
        var whole = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(whole) is not { } parent)
        {
            return whole;
        }

        var entry = Path.Combine(Real(parent), Path.GetFileName(whole));
        try
        {
            return new FileInfo(entry).ResolveLinkTarget(returnFinalTarget: true) is { } target ? Real(target.FullName) : entry;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Links in a circle, or a folder that this account may not see: reading it will say so.
            return entry;
        }
    }

    private static void RefuseReport(string report, FileLinkRequest request)
    {
        var path = Real(report);
        if (Path.GetFullPath(report).StartsWith("/dev/", StringComparison.Ordinal))
        {
            throw new MatchingInputException("The report is to be written to a device.", report, "Name a file.");
        }

        if ((request.Out is { } folder && IsResult(path, Real(folder))) || (request.Spine is { } spine && IsBelow(path, Real(spine))))
        {
            throw new MatchingInputException("The report would be written over other results of the run.", report, "Name another file with --report.");
        }
    }

    /// <summary>True for a file that a run writes, or clears, in the folder of its results.</summary>
    private static bool IsResult(string path, string folder) =>
        IsBelow(path, Path.Combine(folder, OutFolder.UnfinishedName))
        || (string.Equals(Path.GetDirectoryName(path), folder, Paths) && (OutFolder.IsCleared(path) || LinkFiles.Names.Any(n => n.Equals(Path.GetFileName(path), Paths))));

    private static bool IsBelow(string path, string folder) => path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, Paths);
}
