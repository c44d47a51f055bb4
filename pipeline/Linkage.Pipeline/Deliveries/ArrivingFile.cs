using System.Text.Json;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Deliveries;

/// <summary>
/// The half file of a dataset's inbox, and which version of which source it is half of. Another version, another source or none that can be told begins anew: bytes of two versions never meet in one file.
/// </summary>
internal sealed class ArrivingFile : IDisposable
{
    private readonly string _path;
    private readonly string _mark;
    private readonly DeliverySource _source;
    private readonly string _pattern;
    private readonly IProgress<long>? _progress;
    private FileStream? _stream;
    private long? _whole;

    /// <summary>Names it.</summary>
    /// <param name="folder">Folder of its own, which is made.</param>
    /// <param name="source">Where the file comes from.</param>
    /// <param name="pattern">The name that the contract asks for.</param>
    /// <param name="known">Version of the file that lies in the inbox, whole; null where there is none.</param>
    /// <param name="progress">Told the bytes of the file that are here.</param>
    public ArrivingFile(string folder, DeliverySource source, string pattern, string? known, IProgress<long>? progress)
    {
        PrivateFolder.Create(folder);
        (_path, _mark) = (System.IO.Path.Combine(folder, "partial"), System.IO.Path.Combine(folder, "partial.json"));
        (_source, _pattern, Known, _progress) = (source, pattern, known, progress);
    }

    /// <summary>Its path.</summary>
    public string Path => _path;

    /// <summary>The name that the contract asks for.</summary>
    public string Pattern => _pattern;

    /// <summary>Version of the file that lies in the inbox, whole; null where there is none.</summary>
    public string? Known { get; }

    /// <summary>How many bytes were here when it was opened, and are gone on from.</summary>
    public long ResumedFrom { get; private set; }

    /// <summary>Bytes that are here.</summary>
    public long Length => _stream?.Length ?? 0;

    /// <summary>The version that an earlier attempt brought a part of, and how long that part is; null where there is none.</summary>
    public (string Version, long Length)? Half => Mark() is { } mark && mark.Source == Identity && new FileInfo(_path) is { Exists: true, Length: > 0 } file ? (mark.Version, file.Length) : null;

    private string Identity => $"{_source.Kind} {_source.Where}";

    /// <summary>Opens it for a version: at its end where it is half of the same one, else empty.</summary>
    /// <param name="version">The version; null where it cannot be told, which is never gone on with.</param>
    public void Open(string? version)
    {
        _stream?.Dispose();
        var goesOn = version is not null && Half?.Version == version;
        if (!goesOn)
        {
            Discard();
            if (version is not null)
            {
                PrivateFolder.WriteAllBytes(_mark, JsonSerializer.SerializeToUtf8Bytes(new HalfMark(Identity, version)));
            }
        }

        var options = PrivateFolder.NewFile(FileAccess.Write);
        options.Mode = FileMode.Append;
        _stream = new FileStream(_path, options);
        ResumedFrom = _stream.Length;
    }

    /// <summary>Adds bytes at its end.</summary>
    /// <exception cref="DeliveryException">It would be larger than it may, or than the other side said it is; nothing of it is kept.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        var length = _stream!.Length + bytes.Length;
        RequireSize(length);
        if (length > _whole)
        {
            Discard();
            throw new DeliveryException(DeliveryProblem.NotUnderstood, _source.Where, "is longer than the server said, and nothing of it was kept", "Pass that on to whoever runs the server.");
        }

        _stream.Write(bytes);
        _progress?.Report(_stream.Length);
    }

    /// <summary>Holds it to the size that the other side says it has, which may be no larger than it may be.</summary>
    /// <param name="bytes">That size; null where it is not said.</param>
    /// <exception cref="DeliveryException">It is larger than it may be.</exception>
    public void Expect(long? bytes)
    {
        RequireSize(bytes ?? 0);
        _whole = bytes;
    }

    /// <summary>Holds a size to what it may be; larger than that, nothing of it is kept.</summary>
    /// <exception cref="DeliveryException">It is larger.</exception>
    public void RequireSize(long bytes)
    {
        if (bytes > _source.MaximumBytes)
        {
            Discard();
            throw new DeliveryException(
                DeliveryProblem.TooLarge, _source.Where, FormattableString.Invariant($"is larger than {_source.MaximumBytes >> 20} MiB, and nothing of it was kept"), "Find out whether it is the right file; if it is, raise maximumMib in the configuration.");
        }
    }

    /// <summary>Forces it to disk and lets it go; it stays.</summary>
    public void Close()
    {
        _stream?.Flush(flushToDisk: true);
        Dispose();
    }

    /// <summary>Wipes it.</summary>
    public void Discard()
    {
        Dispose();
        foreach (var path in new[] { _path, _mark }.Where(File.Exists))
        {
            PrivateFolder.Wipe(path);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private HalfMark? Mark()
    {
        try
        {
            return File.Exists(_mark) ? JsonSerializer.Deserialize<HalfMark>(File.ReadAllBytes(_mark)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record HalfMark(string Source, string Version);
}
