using System.Buffers;

namespace Linkage.Pipeline.Extract;

/// <summary>
/// Parts UTF-8 delimited text into records (RFC 4180, with the leniencies of <c>Extract/README.md</c>), in memory bounded by the longest record.
/// Every line of the file belongs to exactly one outcome, so that what goes in can be counted against what comes out.
/// A record that spans lines and does not come out right costs its first line only: reading resumes at the line after,
/// so that one stray quote cannot swallow the rest of the file.
/// </summary>
internal sealed class CsvRecordReader
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
    private long _consumed;
    private long _readAgain;

    // Of the record being parsed:
    private int _next;
    private int _secondLine;
    private int _linesWithin;

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

                _next = parsed is null ? _end : _next;
                parsed = CsvReadStatus.BadQuote;
            }

            return Consume(parsed.Value);
        }
    }

    private CsvReadStatus Consume(CsvReadStatus status)
    {
        Line = Lines + 1;
        var next = _next;
        var lines = _linesWithin + 1;
        if (status is not CsvReadStatus.Record && _secondLine > 0)
        {
            _readAgain += Math.Max(_next, _secondLine) - _secondLine;
            next = _secondLine;
            lines = 1;
        }

        Lines += lines;
        _consumed += next - _start;
        _start = next;
        return _readAgain > (64L << 20) + (16 * _consumed) ? CsvReadStatus.TooTangled : status;
    }

    // Null asks for more bytes. Sets _next (end of the record and its line end), _secondLine (where its second line begins, or 0) and the fields.
    private CsvReadStatus? Parse()
    {
        FieldCount = 0;
        _linesWithin = 0;
        _secondLine = 0;
        _next = _start;
        var position = _start;
        while (true)
        {
            var quote = position;
            while (quote < _end && _buffer[quote] == (byte)' ')
            {
                quote++;
            }

            if (quote == _end && !_endOfFile)
            {
                return null;
            }

            var step = quote < _end && _buffer[quote] == Quote ? Quoted(quote + 1) : Unquoted(position);
            switch (step)
            {
                case Step.Field:
                    position = _next;
                    break;
                case Step.LastField:
                    return FieldCount == 1 && Fields[0] is { Needs: CsvFieldNeeds.Nothing } only && quote >= only.Start + only.Length ? CsvReadStatus.BlankLine
                        : ExpectedFields != 0 && FieldCount != ExpectedFields ? CsvReadStatus.RaggedRow
                        : CsvReadStatus.Record;
                case Step.Broken:
                    return CsvReadStatus.BadQuote;
                default:
                    return null;
            }
        }
    }

    private Step Unquoted(int start)
    {
        var needs = CsvFieldNeeds.Nothing;
        var position = start;
        while (true)
        {
            var found = _buffer.AsSpan(position, _end - position).IndexOfAny(_unquotedStops);
            if (found < 0)
            {
                return _endOfFile ? Add(start, _end, needs, _end, Step.LastField) : Step.MoreBytes;
            }

            position += found;
            if (_buffer[position] == _delimiter)
            {
                return Add(start, position, needs, position + 1, Step.Field);
            }

            switch (LineEnd(position))
            {
                case > 0 and var length:
                    return Add(start, position, needs, position + length, Step.LastField);
                case < 0:
                    return Step.MoreBytes;
                default:
                    needs |= CsvFieldNeeds.Controls;
                    position++;
                    break;
            }
        }
    }

    private Step Quoted(int start)
    {
        var needs = CsvFieldNeeds.Nothing;
        var position = start;
        while (true)
        {
            var found = _buffer.AsSpan(position, _end - position).IndexOfAny(_quotedStops);
            if (found < 0)
            {
                _next = _end;
                return _endOfFile ? Broken(start) : Step.MoreBytes;
            }

            position += found;
            if (_buffer[position] == Quote)
            {
                if (position + 1 == _end && !_endOfFile)
                {
                    return Step.MoreBytes;
                }

                if (position + 1 < _end && _buffer[position + 1] == Quote)
                {
                    needs |= CsvFieldNeeds.Quotes;
                    position += 2;
                    continue;
                }

                return AfterQuote(start, position, needs);
            }

            var length = LineEnd(position);
            if (length < 0)
            {
                return Step.MoreBytes;
            }

            if (length > 0)
            {
                needs |= CsvFieldNeeds.Lines;
                _linesWithin++;
                _secondLine = _secondLine == 0 ? position + length : _secondLine;
            }
            else
            {
                needs |= CsvFieldNeeds.Controls;
            }

            position += Math.Max(1, length);
        }
    }

    private Step AfterQuote(int start, int close, CsvFieldNeeds needs)
    {
        var position = close + 1;
        while (position < _end && _buffer[position] == (byte)' ')
        {
            position++;
        }

        if (position == _end)
        {
            return _endOfFile ? Add(start, close, needs, _end, Step.LastField) : Step.MoreBytes;
        }

        if (_buffer[position] == _delimiter)
        {
            return Add(start, close, needs, position + 1, Step.Field);
        }

        return LineEnd(position) switch
        {
            > 0 and var length => Add(start, close, needs, position + length, Step.LastField),
            < 0 => Step.MoreBytes,
            _ => Broken(position),
        };
    }

    // The record is lost up to the end of its first line.
    private Step Broken(int position)
    {
        _next = Math.Max(_next, position);
        if (_secondLine > 0)
        {
            return Step.Broken;
        }

        while (true)
        {
            var found = _buffer.AsSpan(position, _end - position).IndexOfAny(Lf, Cr);
            if (found < 0)
            {
                _next = _end;
                return _endOfFile ? Step.Broken : Step.MoreBytes;
            }

            position += found;
            var length = LineEnd(position);
            if (length < 0)
            {
                return Step.MoreBytes;
            }

            if (length > 0)
            {
                _next = position + length;
                return Step.Broken;
            }

            position++;
        }
    }

    // Length of the line end at a position: 1 or 2, 0 when there is none, -1 when the next byte is needed to know.
    // A lone CR ends lines only in a file whose header ends with one; elsewhere it is a stray control character.
    private int LineEnd(int position)
    {
        if (_buffer[position] == Lf)
        {
            _loneCrEnds ??= false;
            return 1;
        }

        if (_buffer[position] != Cr)
        {
            return 0;
        }

        if (position + 1 == _end && !_endOfFile)
        {
            return -1;
        }

        var crlf = position + 1 < _end && _buffer[position + 1] == Lf;
        _loneCrEnds ??= !crlf;
        return crlf ? 2 : _loneCrEnds.Value ? 1 : 0;
    }

    private Step Add(int start, int end, CsvFieldNeeds needs, int next, Step step)
    {
        // A record of a million delimiters is counted, not kept.
        if (ExpectedFields == 0 || FieldCount < ExpectedFields)
        {
            if (FieldCount == _fields.Length)
            {
                Array.Resize(ref _fields, _fields.Length * 2);
            }

            _fields[FieldCount] = new CsvField(start, end - start, needs);
        }

        FieldCount++;
        _next = next;
        return step;
    }

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

    private enum Step
    {
        Field,
        LastField,
        Broken,
        MoreBytes,
    }
}
