namespace Linkage.Pipeline.Zones;

/// <summary>
/// Where the files of a published set lie: beside each other and, in a release only, in the one folder <c>data</c> as well. A file is named by its path below the set,
/// with '/' between folder and name on every platform.
/// </summary>
internal sealed class SetLayout
{
    /// <summary>Plain files beside each other, no folder.</summary>
    internal static readonly SetLayout Flat = new(null);

    /// <summary>As <see cref="Flat"/>, and the folder <c>data</c> with plain files.</summary>
    internal static readonly SetLayout Bundle = new("data");

    private readonly string? _folder;

    private SetLayout(string? folder) => _folder = folder;

    /// <summary>What a file in the folder <c>data</c> of a bundle is named.</summary>
    internal static string DataFile(string name) => $"{Bundle._folder}/{name}";

    /// <summary>The layout of a zone's sets.</summary>
    internal static SetLayout Of(Zone zone) => zone == Zone.Release ? Bundle : Flat;

    /// <summary>
    /// The names of everything in the set, files, folders and links, in ordinal order. The folder the layout allows stands for what is in it, and for itself
    /// only when it is empty or a link, which it may not be.
    /// </summary>
    internal IReadOnlyList<string> Entries(string set)
    {
        var entries = SetFolder.Entries(set);
        if (_folder is null || !IsRealFolder(set) || SetFolder.Entries(Path.Combine(set, _folder)) is not { Count: > 0 } inside)
        {
            return entries;
        }

        return [.. entries.Where(name => name != _folder).Concat(inside.Select(name => $"{_folder}/{name}")).Order(StringComparer.Ordinal)];
    }

    /// <summary>True for a regular file in a place of this layout, under a plain name; false for a link, a folder or a missing file, and behind a link.</summary>
    internal bool IsPlainFile(string set, string name) => InFolder(name) is { } inside
        ? IsRealFolder(set) && SetFolder.IsPlainFile(Path.Combine(set, _folder!), inside)
        : SetFolder.IsPlainFile(set, name);

    /// <summary>True for a name that a file of this layout may have.</summary>
    internal bool IsPlainName(string name) => InFolder(name) is { } inside ? SetFolder.IsPlainName(inside) : name != _folder && SetFolder.IsPlainName(name);

    /// <summary>The folder the layout allows in a set, where it is there and real; otherwise null.</summary>
    internal string? FolderIn(string set) => _folder is not null && IsRealFolder(set) ? Path.Combine(set, _folder) : null;

    private string? InFolder(string name) => _folder is not null && name.StartsWith($"{_folder}/", StringComparison.Ordinal) ? name[(_folder.Length + 1)..] : null;

    private bool IsRealFolder(string set)
    {
        var folder = new DirectoryInfo(Path.Combine(set, _folder!));
        return folder.Exists && folder.LinkTarget is null;
    }
}
