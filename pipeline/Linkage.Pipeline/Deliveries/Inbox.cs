using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Deliveries;

/// <summary>
/// The folder <c>inbox/DATASET</c> of a workspace, for its owner only. A file lies there whole, under a name that its contract asks for, or not at all; what is on its way lies in <c>.delivery</c> within it,
/// where nobody looks for extracts. The caller holds the workspace.
/// </summary>
/// <param name="root">Folder of the inbox.</param>
public sealed partial class Inbox(string root)
{
    private const string Working = ".delivery";

    /// <summary>The inbox of a workspace.</summary>
    public static Inbox Of(string workspace) => new(Path.Combine(workspace, "inbox"));

    /// <summary>Its folder.</summary>
    public string Root => root;

    /// <summary>Folder of a dataset's file.</summary>
    public string FolderOf(DatasetId dataset) => Path.Combine(root, dataset.Value);

    /// <summary>The datasets that something lies here of, in order.</summary>
    public IReadOnlyList<DatasetId> Datasets() => !Directory.Exists(root) ? [] :
        [.. new DirectoryInfo(root).EnumerateDirectories().Where(d => d.LinkTarget is null).Select(d => DatasetId.TryParse(d.Name, out var id) ? id : null).OfType<DatasetId>().Order()];

    /// <summary>The files that lie here of a dataset, half ones too, by path.</summary>
    public IReadOnlyList<FileInfo> FilesOf(DatasetId dataset) =>
        new DirectoryInfo(FolderOf(dataset)) is { Exists: true } folder ? [.. folder.EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(f => f.FullName, StringComparer.Ordinal)] : [];

    /// <summary>Wipes what lies here of a dataset; nothing there is no error.</summary>
    /// <exception cref="IOException">Something could not be wiped.</exception>
    public void Wipe(DatasetId dataset) => PrivateFolder.WipeFolder(FolderOf(dataset));

    /// <summary>Brings a dataset's file in and shows it whole; the same bytes again change nothing.</summary>
    internal async Task<ReceivedFile> ReceiveAsync(DatasetContract contract, DeliverySource source, IDelivery delivery, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var folder = FolderOf(contract.Id);
        PrivateFolder.Create(folder);
        PrivateFolder.CloseToOthers(folder);
        var before = await ReadAsync(folder, source, cancellationToken).ConfigureAwait(false);
        using var arriving = new ArrivingFile(Path.Combine(folder, Working), source, contract.File.NamePattern, before?.Version, progress);
        var came = await delivery.ReceiveAsync(arriving, cancellationToken).ConfigureAwait(false);
        if (came.IsKnown)
        {
            return Shown(folder, before!, isNew: false, 0);
        }

        var resumed = arriving.ResumedFrom;
        arriving.Close();
        var digest = await DigestAsync(arriving.Path, cancellationToken).ConfigureAwait(false);
        if (came.Sha256 is { } promised && promised != digest)
        {
            arriving.Discard();
            throw new DeliveryException(DeliveryProblem.Digest, source.Where, "does not have the SHA-256 that was promised for it, and nothing of it was kept", "Ask its owner which is wrong, the file or the digest; then pull again.");
        }

        var mark = new ReceivedMark(source.Kind, source.Where, NameOf(came.Name, contract.File.NamePattern), came.Version, digest, new FileInfo(arriving.Path).Length);
        if (before is not null && before.Sha256 == digest && before.Name == mark.Name)
        {
            arriving.Discard();
            Write(folder, mark);
            return Shown(folder, mark, isNew: false, resumed);
        }

        Replace(folder, arriving, mark);
        return Shown(folder, mark, isNew: true, resumed);
    }

    // Its own name, when the contract asks for it and it is a plain one; else one that it asks for. Whoever wrote the name is not of this house.
    private static string NameOf(string name, string pattern) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false) && PlainName().IsMatch(name) && name is not (Working or "." or "..")
            ? name
            : pattern.Replace("*", "delivered", StringComparison.Ordinal).Replace('?', 'x');

    private static void Replace(string folder, ArrivingFile arriving, ReceivedMark mark)
    {
        // What lay there is wiped when the new one is on disk. Where this stops between the two, two names lie there; the next pull wipes all but its own.
        PrivateFolder.MoveOver(arriving.Path, Path.Combine(folder, mark.Name));
        WipeAllBut(folder, mark.Name);
        arriving.Discard();
        Write(folder, mark);
    }

    private static ReceivedFile Shown(string folder, ReceivedMark mark, bool isNew, long resumed)
    {
        WipeAllBut(folder, mark.Name);
        return new ReceivedFile(Path.Combine(folder, mark.Name), mark.Sha256, mark.Bytes, isNew, resumed);
    }

    private static void WipeAllBut(string folder, string? name)
    {
        foreach (var file in Directory.GetFiles(folder).Where(f => Path.GetFileName(f) != name))
        {
            PrivateFolder.Wipe(file);
        }
    }

    private static string MarkOf(string folder) => Path.Combine(folder, Working, "received.json");

    private static void Write(string folder, ReceivedMark mark) => PrivateFolder.WriteAllBytes(MarkOf(folder), JsonSerializer.SerializeToUtf8Bytes(mark));

    // What is said to lie there counts only when it does, from the same source and with the same bytes.
    private static async Task<ReceivedMark?> ReadAsync(string folder, DeliverySource source, CancellationToken cancellationToken)
    {
        try
        {
            return File.Exists(MarkOf(folder))
                && JsonSerializer.Deserialize<ReceivedMark>(await File.ReadAllBytesAsync(MarkOf(folder), cancellationToken).ConfigureAwait(false)) is { } mark
                && mark.Kind == source.Kind && mark.Where == source.Where && Path.GetFileName(mark.Name) == mark.Name
                && new FileInfo(Path.Combine(folder, mark.Name)) is { Exists: true, LinkTarget: null } file && file.Length == mark.Bytes
                && await DigestAsync(file.FullName, cancellationToken).ConfigureAwait(false) == mark.Sha256 ? mark : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<string> DigestAsync(string path, CancellationToken cancellationToken)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan | FileOptions.Asynchronous);
        await using (stream.ConfigureAwait(false))
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9._ -]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();

    private sealed record ReceivedMark(string Kind, string Where, string Name, string? Version, string Sha256, long Bytes);
}

/// <summary>A file that lies whole in the inbox.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Sha256">Its digest, lower-case hex.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="IsNew">Whether it was not there before this pull.</param>
/// <param name="ResumedFrom">How many of its bytes an earlier attempt had brought.</param>
public sealed record ReceivedFile(string Path, string Sha256, long Bytes, bool IsNew, long ResumedFrom);
