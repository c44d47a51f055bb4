using System.Security.Cryptography;

namespace Linkage.Synthetic.Output;

/// <summary>A file that is written once from front to back, and measured and hashed on the way.</summary>
internal sealed class GrowingFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Creates the file.</summary>
    public GrowingFile(string path)
    {
        Path = path;
        _stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Rows, the header not counted.</summary>
    public long Rows { get; private set; }

    /// <summary>Adds bytes that hold so many rows.</summary>
    public void Write(ReadOnlySpan<byte> bytes, long rows)
    {
        _stream.Write(bytes);
        _hash.AppendData(bytes);
        Rows += rows;
    }

    /// <summary>Flushes the file to disk and says what it is.</summary>
    public SyntheticFile Finish(string dataset, string name)
    {
        _stream.Flush(flushToDisk: true);
        var file = new SyntheticFile(dataset, name, Rows, _stream.Length, Convert.ToHexStringLower(_hash.GetHashAndReset()));
        _stream.Dispose();
        return file;
    }

    /// <summary>Closes a scratch file, whose digest no one wants.</summary>
    public void Close() => _stream.Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _hash.Dispose();
    }
}
