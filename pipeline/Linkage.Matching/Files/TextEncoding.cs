using System.Text;

namespace Linkage.Matching.Files;

/// <summary>Finds out how a text file is encoded and gives DuckDB a file in UTF-8.</summary>
internal static class TextEncoding
{
    private const int Buffer = 1 << 20;

    /// <summary>The path of the file itself when it is UTF-8, else of a copy in UTF-8 in the scratch folder, for its owner only.</summary>
    /// <exception cref="MatchingInputException">The file is not text.</exception>
    internal static string AsUtf8(string path, string scratch, CancellationToken cancellationToken)
    {
        var encoding = Detect(path, cancellationToken);
        if (encoding is null)
        {
            return path;
        }

        var copy = Path.Combine(scratch, Path.GetFileName(path) + ".utf8");
        using var reader = new StreamReader(path, encoding, detectEncodingFromByteOrderMarks: true, Buffer);
        using var writer = new StreamWriter(OwnerOnly.Open(copy, FileMode.Create, FileShare.None), new UTF8Encoding(false), Buffer);
        var block = new char[Buffer];
        for (var read = reader.Read(block); read > 0; read = reader.Read(block))
        {
            cancellationToken.ThrowIfCancellationRequested();
            writer.Write(block, 0, read);
        }

        return copy;
    }

    /// <summary>The encoding to convert from, or null when the file is UTF-8.</summary>
    private static Encoding? Detect(string path, CancellationToken cancellationToken)
    {
        using var stream = File.OpenRead(path);
        var head = new byte[4];
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (length >= 4 && head is [(byte)'P', (byte)'K', 3, 4] or [0x1F, 0x8B, _, _])
        {
            throw new MatchingInputException("The file is a compressed archive, not text.", path, "Unpack it and give the file inside.");
        }

        if (length >= 2 && head is [0xFF, 0xFE, ..])
        {
            return Encoding.Unicode;
        }

        if (length >= 2 && head is [0xFE, 0xFF, ..])
        {
            return Encoding.BigEndianUnicode;
        }

        stream.Position = 0;
        return IsUtf8(stream, path, cancellationToken) ? null : CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    }

    private static bool IsUtf8(FileStream stream, string path, CancellationToken cancellationToken)
    {
        var decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        var block = new byte[Buffer];
        var chars = new char[Buffer + 1];
        var utf8 = true;
        for (var read = stream.Read(block); read > 0; read = stream.Read(block))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (block.AsSpan(0, read).Contains((byte)0))
            {
                throw new MatchingInputException("The file holds NUL bytes: it is not text.", path, "Give a CSV file or a Parquet file.");
            }

            try
            {
                utf8 = utf8 && decoder.GetChars(block.AsSpan(0, read), chars, flush: false) >= 0;
            }
            catch (DecoderFallbackException)
            {
                utf8 = false;
            }
        }

        return utf8;
    }
}
