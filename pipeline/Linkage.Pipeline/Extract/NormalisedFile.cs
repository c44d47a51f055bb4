using System.Buffers;
using System.Buffers.Text;

namespace Linkage.Pipeline.Extract;

/// <summary>
/// Writes records in the plain form DuckDB reads back without any guessing: fields parted by U+001F, records ended by LF, no quotes,
/// line ends within a field as U+001E. Other control characters have become spaces, so neither mark can occur in a value.
/// </summary>
internal sealed class NormalisedFile : IDisposable
{
    /// <summary>Parts the fields.</summary>
    public const char FieldMark = '\u001F';

    /// <summary>Stands for a line end within a field.</summary>
    public const char LineMark = '\u001E';

    private const int FlushBytes = 1 << 20;

    private readonly FileStream _stream;
    private readonly ArrayBufferWriter<byte> _pending = new(FlushBytes * 2);

    /// <summary>Creates the file.</summary>
    public NormalisedFile(string path)
    {
        Path = path;
        _stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Records written.</summary>
    public long Records { get; private set; }

    /// <summary>Begins a record with a number.</summary>
    public void Begin(long number)
    {
        var span = _pending.GetSpan(20);
        _ = Utf8Formatter.TryFormat(number, span, out var written);
        _pending.Advance(written);
    }

    /// <summary>Adds a field of plain bytes.</summary>
    public void Field(ReadOnlySpan<byte> plain)
    {
        var span = _pending.GetSpan(plain.Length + 1);
        span[0] = (byte)FieldMark;
        plain.CopyTo(span[1..]);
        _pending.Advance(plain.Length + 1);
    }

    /// <summary>Adds a field as it stands in the file.</summary>
    public void Field(ReadOnlySpan<byte> raw, CsvFieldNeeds needs)
    {
        if (needs == CsvFieldNeeds.Nothing)
        {
            Field(raw);
            return;
        }

        var span = _pending.GetSpan(raw.Length + 1);
        span[0] = (byte)FieldMark;
        var length = 1;
        for (var i = 0; i < raw.Length; i++)
        {
            var value = raw[i];
            var next = i + 1 < raw.Length ? raw[i + 1] : (byte)0;
            if ((value == (byte)'"' && next == (byte)'"' && needs.HasFlag(CsvFieldNeeds.Quotes)) || (value == (byte)'\r' && next == (byte)'\n'))
            {
                i++;
            }

            span[length++] = value switch
            {
                (byte)'\t' => value,
                (byte)'\n' or (byte)'\r' => (byte)LineMark,
                < 32 or 0x7F => (byte)' ',
                _ => value,
            };
        }

        _pending.Advance(length);
    }

    /// <summary>Ends the record.</summary>
    public void End()
    {
        _pending.Write("\n"u8);
        Records++;
        if (_pending.WrittenCount >= FlushBytes)
        {
            Flush();
        }
    }

    /// <summary>Writes out what is pending.</summary>
    public void Flush()
    {
        _stream.Write(_pending.WrittenSpan);
        _pending.ResetWrittenCount();
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
