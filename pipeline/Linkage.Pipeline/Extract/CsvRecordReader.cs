using System.Buffers;

namespace Linkage.Pipeline.Extract;

/// <summary>
/// Parts UTF-8 delimited text into records (RFC 4180, with the leniencies of <c>README.md</c> beside this file), in memory bounded by the longest record.
/// Every line of the file belongs to exactly one outcome, so that what goes in can be counted against what comes out.
/// A record that spans lines and does not come out right costs its first line only: reading resumes at the line after,
/// so that one stray quote cannot swallow the rest of the file. Going back stays cheap, because the next stray quote ends what the one before it opened.
/// </summary>
internal sealed partial class CsvRecordReader
{
    private const byte Quote = (byte)'"';
    private const byte Lf = (byte)'\n';
    private const byte Cr = (byte)'\r';

    private readonly Stream _utf8;
    private readonly byte _delimiter;
    private readonly int _maximumBytes;
    private readonly SearchValues<byte> _unquotedStops;
    private readonly SearchValues<byte> _quotedStops;
    private readonly byte[] _buffer;
    private CsvField[] _fields = new CsvField[64];
    private int _start;
    private int _end;
    private bool _endOfFile;
    private bool? _loneCrEnds;

    // Of the record being parsed:
    private int _next;
    private int _secondLine;
    private int _linesWithin;
    private bool _openAtEnd;

    /// <summary>Prepares to read.</summary>
    /// <param name="utf8">Valid UTF-8 without a byte-order mark.</param>
    /// <param name="delimiter">An ASCII character other than quote, CR and LF.</param>
    /// <param name="maximumBytes">Longest record.</param>
    public CsvRecordReader(Stream utf8, char delimiter, int maximumBytes)
    {
        _utf8 = utf8;
        _delimiter = (byte)delimiter;
        _maximumBytes = maximumBytes;
        _buffer = new byte[maximumBytes + Math.Max(maximumBytes, 1 << 20)];
        var controls = Enumerable.Range(0, 32).Select(b => (byte)b).Append((byte)0x7F).Where(b => b is not (9 or Lf or Cr)).ToList();
        _unquotedStops = SearchValues.Create([.. controls, Lf, Cr, _delimiter]);
        _quotedStops = SearchValues.Create([.. controls, Lf, Cr, Quote]);
    }

    /// <summary>How many fields a record must have; 0 takes any number (for the header).</summary>
    public int ExpectedFields { get; set; }

    /// <summary>Line of the file (from 1) on which the record just read begins.</summary>
    public long Line { get; private set; }

    /// <summary>Lines consumed so far.</summary>
    public long Lines { get; private set; }

    /// <summary>The fields of the record just read. Valid until the next call of <see cref="Read"/>.</summary>
    public ReadOnlySpan<CsvField> Fields => _fields.AsSpan(0, FieldCount);

    /// <summary>
    /// Whether the record just read, should it be the last of the file, stops in the middle: it has too few fields, its quote is still open at the end,
    /// or it is broken in another way and no line end follows it.
    /// </summary>
    public bool IsCut { get; private set; }

    /// <summary>Number of fields of the record just read.</summary>
    public int FieldCount { get; private set; }

    /// <summary>The bytes of a field as they stand in the file.</summary>
    public ReadOnlySpan<byte> BytesOf(CsvField field) => _buffer.AsSpan(field.Start, field.Length);

    /// <summary>Reads on.</summary>
    /// <exception cref="System.Text.DecoderFallbackException">The stream decodes a file that is not in its encoding.</exception>
    public CsvReadStatus Read(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_start == _end && !Fill(cancellationToken))
            {
                return CsvReadStatus.End;
            }

            var parsed = Parse();
            var length = _next - _start;
            if (parsed is null && _end - _start <= _maximumBytes)
            {
                Fill(cancellationToken);
                continue;
            }

            if (parsed is null || length > _maximumBytes)
            {
                // Too long as one line; but several lines too long together are an open quote.
                if (_secondLine == 0 || _secondLine - _start > _maximumBytes)
                {
                    return CsvReadStatus.TooLong;
                }

                parsed = CsvReadStatus.BadQuote;
            }

            return Consume(parsed.Value);
        }
    }

    private CsvReadStatus Consume(CsvReadStatus status)
    {
        Line = Lines + 1;
        IsCut = status switch
        {
            CsvReadStatus.RaggedRow => FieldCount < ExpectedFields || EndsWithoutLineEnd,
            CsvReadStatus.BadQuote => _openAtEnd || EndsWithoutLineEnd,
            _ => false,
        };
        var next = _next;
        var lines = _linesWithin + 1;
        if (status is not CsvReadStatus.Record && _secondLine > 0)
        {
            next = _secondLine;
            lines = 1;
        }

        Lines += lines;
        _start = next;
        return status;
    }

    private bool EndsWithoutLineEnd => _endOfFile && _next == _end && _end > 0 && _buffer[_end - 1] is not (Lf or Cr);

    private bool Fill(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_endOfFile)
        {
            return false;
        }

        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        var space = _buffer.AsSpan(_end);
        var read = _utf8.ReadAtLeast(space, space.Length, throwOnEndOfStream: false);
        _endOfFile = read < space.Length;
        _end += read;
        return _end > _start;
    }
}
