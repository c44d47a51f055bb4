using System.Buffers;
using System.Text;

namespace Linkage.Pipeline.Extract;

/// <summary>The encoding a text file is read in, and where its text begins.</summary>
/// <param name="Name">utf-8, windows-1252, utf-16le or utf-16be.</param>
/// <param name="MarkBytes">Length of the byte-order mark, 0 to 3.</param>
internal sealed record TextEncoding(string Name, int MarkBytes)
{
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    private static readonly SearchValues<byte> Controls = SearchValues.Create([.. Enumerable.Range(0, 32).Where(b => b is not (9 or 10 or 13)).Select(b => (byte)b), 0x7F]);

    // Beginnings of files that people rename to .csv.
    private static readonly (byte[] Magic, string Name)[] KnownFormats =
    [
        ([0x50, 0x4B, 0x03, 0x04], "a zip archive or an Excel workbook (.xlsx)"),
        ([0x50, 0x4B, 0x05, 0x06], "an empty zip archive"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook (.xls)"),
        ([0x1F, 0x8B], "a gzip archive"),
        ([0x42, 0x5A, 0x68], "a bzip2 archive"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a zstd archive"),
        ([0x37, 0x7A, 0xBC, 0xAF], "a 7-Zip archive"),
        ([0x25, 0x50, 0x44, 0x46], "a PDF"),
        ([0x50, 0x41, 0x52, 0x31], "a Parquet file"),
        ([0x89, 0x50, 0x4E, 0x47], "a picture"),
        ([0xFF, 0xD8, 0xFF], "a picture"),
    ];

    /// <summary>
    /// Decides the encoding. A byte-order mark overrides the contract. Without one the bytes must fit the contract's encoding as a whole:
    /// one row in another encoding refuses the file, because leaving such rows out would leave out people with accents in their names.
    /// <c>latin-1</c> is read as windows-1252, of which it is a part, as browsers do.
    /// </summary>
    public static (TextEncoding? Encoding, string? Code, string? Problem) Decide(string declared, FileProfile profile)
    {
        var sample = profile.Sample.Span;
        foreach (var (magic, name) in KnownFormats)
        {
            if (sample.StartsWith(magic))
            {
                return (null, ExtractRefusals.NotText, $"the file is {name}, not text; ask for the extract as text");
            }
        }

        if (sample.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]) || sample.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]))
        {
            return Wrong("the file is UTF-32, which is not read; ask for UTF-8");
        }

        var marked = sample.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? new TextEncoding("utf-8", 3)
            : sample.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? new TextEncoding("utf-16le", 2)
            : sample.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? new TextEncoding("utf-16be", 2)
            : null;
        return Fits(marked ?? Unmarked(declared, sample), marked is not null, profile);
    }

    /// <summary>The file's text as UTF-8, decoded as it is read. Half a UTF-16 character throws <see cref="DecoderFallbackException"/>.</summary>
    public Stream AsUtf8(Stream file)
    {
        file.Position = MarkBytes;
        return Name switch
        {
            "utf-8" => file,
            "windows-1252" => Encoding.CreateTranscodingStream(file, Windows1252, new UTF8Encoding(false)),
            _ => Encoding.CreateTranscodingStream(file, new UnicodeEncoding(Name == "utf-16be", false, throwOnInvalidBytes: true), new UTF8Encoding(false)),
        };
    }

    private static TextEncoding Unmarked(string declared, ReadOnlySpan<byte> sample) => declared switch
    {
        "utf-16" => NulsAt(sample, 0) > NulsAt(sample, 1) ? new TextEncoding("utf-16be", 0) : new TextEncoding("utf-16le", 0),
        "latin-1" => new TextEncoding("windows-1252", 0),
        _ => new TextEncoding(declared, 0),
    };

    private static (TextEncoding? Encoding, string? Code, string? Problem) Fits(TextEncoding encoding, bool marked, FileProfile profile)
    {
        var sample = profile.Sample.Span;
        var nuls = sample.Count((byte)0);
        if (encoding.Name.StartsWith("utf-16", StringComparison.Ordinal))
        {
            return !marked && nuls == 0 && profile.FirstLineNotUtf8 is null ? Wrong("the contract says UTF-16, but the file looks like UTF-8; correct the contract or ask for the agreed encoding")
                : (profile.Bytes - encoding.MarkBytes) % 2 != 0 ? Wrong("the file has an odd number of bytes, so it is not UTF-16 or was cut short")
                : !marked && nuls < sample.Length / 4 ? Wrong("the contract says UTF-16, but the bytes are not; correct the contract or ask for the agreed encoding")
                : (encoding, null, null);
        }

        if (nuls > sample.Length / 5)
        {
            return Wrong("the bytes look like UTF-16 without a byte-order mark; correct the contract or ask for the agreed encoding");
        }

        if (ControlsIn(sample) > Math.Max(16, sample.Length / 50))
        {
            return (null, ExtractRefusals.NotText, "the file is binary, not text; ask for the extract as text");
        }

        return encoding.Name == "utf-8" && profile.FirstLineNotUtf8 is { } line
                ? Wrong(FormattableString.Invariant($"line {line} holds bytes that are not UTF-8; the file may be Windows-1252: correct the contract or ask for UTF-8"))
            : encoding.Name == "windows-1252" && profile is { FirstLineNotUtf8: null, LeadBytes: >= FileProfiler.EnoughLeadBytes }
                ? Wrong("the contract says Windows-1252 or Latin-1, but every accented letter is written as UTF-8; correct the contract")
            : (encoding, null, null);
    }

    private static int ControlsIn(ReadOnlySpan<byte> sample)
    {
        var count = 0;
        int index;
        while ((index = sample.IndexOfAny(Controls)) >= 0)
        {
            count++;
            sample = sample[(index + 1)..];
        }

        return count;
    }

    private static int NulsAt(ReadOnlySpan<byte> sample, int parity)
    {
        var count = 0;
        for (var i = parity; i < sample.Length; i += 2)
        {
            count += sample[i] == 0 ? 1 : 0;
        }

        return count;
    }

    private static (TextEncoding? Encoding, string? Code, string? Problem) Wrong(string problem) => (null, ExtractRefusals.WrongEncoding, problem);
}
