namespace Linkage.Pipeline.Extract;

/// <content>The state machine: one record at a time within the buffer, started again when bytes were missing.</content>
internal sealed partial class CsvRecordReader
{
    // Null asks for more bytes. Sets _next (end of the record and its line end), _secondLine (where its second line begins, or 0) and the fields.
    private CsvReadStatus? Parse()
    {
        FieldCount = 0;
        _linesWithin = 0;
        _secondLine = 0;
        _openAtEnd = false;
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
                _openAtEnd = _endOfFile;
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

    private enum Step
    {
        Field,
        LastField,
        Broken,
        MoreBytes,
    }
}
