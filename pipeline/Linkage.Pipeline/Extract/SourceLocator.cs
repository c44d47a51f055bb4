using System.IO.Enumeration;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Extract;

/// <summary>Finds a dataset's file in the source folder.</summary>
internal static class SourceLocator
{
    private const int NamesShown = 5;

    /// <summary>The one file that matches; or why there is none. Of several none is taken: the last by name may be an old copy.</summary>
    public static (string? Path, ExtractRefused? Refused) Find(DatasetContract contract, string sourcesFolder)
    {
        var pattern = contract.File.NamePattern;
        var names = !Directory.Exists(sourcesFolder) ? [] : new DirectoryInfo(sourcesFolder)
            .EnumerateFiles()
            .Select(f => f.Name)
            .Where(n => FileSystemName.MatchesSimpleExpression(pattern, n, ignoreCase: false))
            .Order(StringComparer.Ordinal)
            .ToList();
        if (names is not [var name])
        {
            var (code, message) = names.Count == 0
                ? (ExtractRefusals.SourceMissing, $"No file for {contract.Id} is in the source folder {sourcesFolder}: its contract asks for the name {pattern}. Put the file there, or correct the contract's path.")
                : (ExtractRefusals.SourceAmbiguous, FormattableString.Invariant($"{names.Count} files in the source folder {sourcesFolder} have the name that the contract of {contract.Id} asks for, {pattern}: {Listed(names)}. Move all but the right one out of the folder, or make the contract's path narrower."));
            return (null, new ExtractRefused(code, message, null) { Source = sourcesFolder });
        }

        var path = Path.Combine(sourcesFolder, name);
        return !StaysInside(path, sourcesFolder)
            ? (null, new ExtractRefused(
                ExtractRefusals.SourceOutsideFolder,
                $"The file for {contract.Id} is a link that leads out of the source folder or to nothing. Put the file itself there.",
                null)
            { Source = path })
            : PrivateFolder.IsPlainFile(path, followLinks: true)
            ? (path, null)
            : (null, new ExtractRefused(
                ExtractRefusals.SourceNotPlain,
                $"What lies under the name of the file for {contract.Id} is a pipe, a socket or a device, and was not opened. Put the file itself there.",
                null)
            { Source = path });
    }

    private static string Listed(List<string> names)
    {
        var shown = names.Take(NamesShown).Select(n => new string([.. n.Select(c => char.IsControl(c) ? '?' : c)]));
        return string.Join(", ", shown) + (names.Count > NamesShown ? FormattableString.Invariant($" and {names.Count - NamesShown} more") : string.Empty);
    }

    private static bool StaysInside(string path, string folder)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is null)
        {
            return true;
        }

        // The folder itself may lie behind links, so both sides are followed to their ends before they are compared.
        return Resolved(file) is FileInfo { Exists: true } target
            && target.Directory is { } home
            && Followed(home.FullName).StartsWith(WithSeparator(Followed(folder)), StringComparison.Ordinal);
    }

    private static string Followed(string folder)
    {
        var path = Path.GetFullPath(folder);
        var followed = Path.GetPathRoot(path)!;
        foreach (var part in path[followed.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new DirectoryInfo(Path.Combine(followed, part));
            followed = Resolved(next)?.FullName ?? next.FullName;
        }

        return WithSeparator(followed);
    }

    private static FileSystemInfo? Resolved(FileSystemInfo entry)
    {
        try
        {
            return entry.LinkTarget is null ? null : entry.ResolveLinkTarget(returnFinalTarget: true);
        }
        catch (IOException)
        {
            // A ring of links leads nowhere.
            return null;
        }
    }

    private static string WithSeparator(string folder) =>
        folder.EndsWith(Path.DirectorySeparatorChar) ? folder : folder + Path.DirectorySeparatorChar;
}
