using System.Text;
using Linkage.Pipeline.Contracts;

namespace Linkage.Pipeline.Extract;

/// <summary>
/// Takes a delimited file apart once, in bounded memory: checks its header, writes the well-formed records in the contract's column order
/// to one normalised file and the line numbers of the others to a second.
/// </summary>
internal sealed class CsvIntake(DatasetContract contract, ExtractOptions options)
{
    /// <summary>What was counted. Records = WellFormed + the sum of Malformed.</summary>
    public sealed record Counts(long Lines, long BlankLines, long WellFormed, long Malformed)
    {
        public long Records => WellFormed + Malformed;
    }

    /// <summary>Reads the file.</summary>
    /// <param name="receivedPath">The file as it came.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <param name="records">Gets: line number, 1 if control characters were mended or 0, then the contract's columns.</param>
    /// <param name="malformed">Gets: line number, reason.</param>
    /// <param name="cancellationToken">Checked about once a megabyte.</param>
    public (Counts? Counts, string? Code, string? Problem) Read(
        string receivedPath, TextEncoding encoding, NormalisedFile records, NormalisedFile malformed, CancellationToken cancellationToken)
    {
        using var file = new FileStream(receivedPath, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
        using var utf8 = encoding.AsUtf8(file);
        var reader = new CsvRecordReader(utf8, contract.File.Delimiter!.Value, options.MaximumRecordBytes);
        try
        {
            return Read(reader, records, malformed, cancellationToken);
        }
        catch (DecoderFallbackException)
        {
            return (null, ExtractRefusals.WrongEncoding, FormattableString.Invariant($"after line {reader.Lines} the bytes are not {encoding.Name}; ask for the agreed encoding"));
        }
    }

    private (Counts? Counts, string? Code, string? Problem) Read(
        CsvRecordReader reader, NormalisedFile records, NormalisedFile malformed, CancellationToken cancellationToken)
    {
        long blank = 0;
        CsvReadStatus status;
        while ((status = reader.Read(cancellationToken)) == CsvReadStatus.BlankLine)
        {
            blank++;
        }

        if (status != CsvReadStatus.Record)
        {
            return Stopped(status, reader) ?? (null, ExtractRefusals.MalformedFile, "the header has broken quotes; ask for the file again");
        }

        var names = reader.Fields.ToArray().Select(f => Encoding.UTF8.GetString(reader.BytesOf(f)).Replace("\"\"", "\"", StringComparison.Ordinal)).ToList();
        var (places, code, problem) = SourceHeader.Match(contract, names);
        if (places is null)
        {
            return (null, code, problem);
        }

        reader.ExpectedFields = names.Count;
        var trailing = names.Count > contract.Columns.Count ? names.Count - 1 : -1;
        var (cut, last) = (false, reader.Line);
        while ((status = reader.Read(cancellationToken)) is not (CsvReadStatus.End or CsvReadStatus.TooLong))
        {
            (cut, last) = status == CsvReadStatus.BlankLine ? (cut, last) : (reader.IsCut, reader.Line);
            switch (status)
            {
                case CsvReadStatus.BlankLine:
                    blank++;
                    break;
                case CsvReadStatus.Record when trailing < 0 || IsBlank(reader.BytesOf(reader.Fields[trailing])):
                    Write(reader, places, records);
                    break;
                default:
                    malformed.Begin(reader.Line);
                    malformed.Field(status == CsvReadStatus.BadQuote ? "BAD_QUOTE"u8 : "RAGGED_ROW"u8);
                    malformed.End();
                    break;
            }
        }

        records.Flush();
        malformed.Flush();
        return status == CsvReadStatus.End
            ? Judge(new Counts(reader.Lines, blank, records.Records, malformed.Records), cut, last)
            : Stopped(status, reader)!.Value;
    }

    private (Counts? Counts, string? Code, string? Problem) Judge(Counts counts, bool cut, long lastLine) =>
        counts.Malformed >= options.LeastFailures && counts.Malformed > options.MaximumMalformedShare * counts.Records
            ? (null, ExtractRefusals.MalformedFile, FormattableString.Invariant($"{counts.Malformed} of {counts.Records} records have the wrong number of fields or broken quotes; ask for the file again, or correct the contract's delimiter"))
            : cut ? (null, ExtractRefusals.TruncatedFile, FormattableString.Invariant($"its last record, on line {lastLine}, stops in the middle, so the file was cut off on its way or ends with a line that is no record; ask for it again, whole"))
            : (counts, null, null);

    private (Counts? Counts, string? Code, string? Problem)? Stopped(CsvReadStatus status, CsvRecordReader reader) => status switch
    {
        CsvReadStatus.End => (null, ExtractRefusals.EmptyFile, "the file holds no text, not even a header; ask for it again"),
        CsvReadStatus.TooLong => (null, ExtractRefusals.RecordTooLong, FormattableString.Invariant($"line {reader.Lines + 1} is longer than {options.MaximumRecordBytes} bytes; check that the file is the agreed extract")),
        _ => null,
    };

    private static void Write(CsvRecordReader reader, IReadOnlyList<int> places, NormalisedFile records)
    {
        var fields = reader.Fields;
        var mended = false;
        foreach (var field in fields)
        {
            mended |= field.Needs.HasFlag(CsvFieldNeeds.Controls);
        }

        records.Begin(reader.Line);
        records.Field(mended ? "1"u8 : "0"u8);
        for (var i = 0; i < places.Count; i++)
        {
            var field = fields[places[i]];
            records.Field(reader.BytesOf(field), field.Needs);
        }

        records.End();
    }

    private static bool IsBlank(ReadOnlySpan<byte> field) => !field.ContainsAnyExcept((byte)' ', (byte)'\t');
}
