using System.Text.Json.Nodes;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Linkage.Governance.Documents;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Extract;

/// <summary>
/// The first stage: takes a source's file as it came, holds it against its contract, and lands it in
/// <c>landing/{dataset}/{key}/</c> as the received bytes, typed rows, and rejects with line and reason but no value.
/// A file that cannot be taken is refused whole; one that cannot even be read is kept in quarantine.
/// Records in = kept + rejected, and three counts that know nothing of each other agree on it.
/// </summary>
/// <param name="zones">Where to publish.</param>
/// <param name="options">Limits and the scratch folder.</param>
public sealed class ExtractStage(ZoneStore zones, ExtractOptions options)
{
    /// <summary>Name of the typed rows in a published set.</summary>
    public const string RowsName = "rows.parquet";

    /// <summary>Name of the rejects in a published set.</summary>
    public const string RejectsName = "rejects.parquet";

    /// <summary>Number of the format of what is published; part of the key. Raise it when the same file would give other rows.</summary>
    public const int FormatNumber = 4;

    private const int Steps = 5;

    /// <summary>Extracts one dataset. The same file under the same contract is published once and found again.</summary>
    /// <param name="contract">The dataset's contract.</param>
    /// <param name="sourcesFolder">Folder the extracts arrive in. It is only read.</param>
    /// <param name="progress">Told of five steps, or null.</param>
    /// <param name="cancellationToken">Stops between chunks and interrupts DuckDB; nothing is then published.</param>
    /// <returns><see cref="Extracted"/> or <see cref="ExtractRefused"/>.</returns>
    /// <exception cref="SourceFileException">The file is in use, or closed to this account.</exception>
    /// <exception cref="IOException">A disk failed; the message names files only.</exception>
    public ExtractResult Execute(DatasetContract contract, string sourcesFolder, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        options.Validate();
        var (path, refused) = SourceLocator.Find(contract, sourcesFolder);
        if (path is null)
        {
            return refused!;
        }

        Tell(progress, contract, "digest", 0);
        var profile = FileProfiler.Read(path, null, cancellationToken);
        if (profile.Bytes == 0)
        {
            return new ExtractRefused(ExtractRefusals.EmptyFile, $"The file for {contract.Id} is empty: ask for it again.", null) { Source = path };
        }

        var key = Key(contract, profile);
        var file = new LandingFile(contract, path, profile, key);
        return Earlier(file) ?? Land(file, path, progress, cancellationToken);
    }

    private ExtractResult? Earlier(LandingFile file) =>
        zones.FindWhole(Zone.Landing, file.ZoneName, file.Key) is { } landed ? file.Result(landed, reused: true)
        : zones.Find(Zone.Quarantine, file.ZoneName, file.Key) is { } kept ? file.Refusal(kept)
        : null;

    private ExtractResult Land(LandingFile file, string path, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        using var staged = zones.Stage(Zone.Landing, file.ZoneName, file.Key);
        Tell(progress, file.Contract, "copy", 1);
        using (var copy = new FileStream(staged.PathOf(file.ReceivedName), FileMode.CreateNew, FileAccess.Write, FileShare.None, 0))
        {
            if (FileProfiler.Read(path, copy, cancellationToken).Digest != file.Profile.Digest)
            {
                return new ExtractRefused(ExtractRefusals.SourceChanged, $"The file for {file.Contract.Id} changed while it was read: run again when it has arrived whole.", null) { Source = path };
            }
        }

        var scratch = Path.Combine(options.ScratchFolder, $"extract-{file.Contract.Id}-{Path.GetRandomFileName()}");
        PrivateFolder.Create(scratch);
        try
        {
            return file.Contract.File.Format == SourceFormat.Csv
                ? LandCsv(file, staged, scratch, progress, cancellationToken)
                : LandParquet(file, staged, scratch, progress, cancellationToken);
        }
        finally
        {
            PrivateFolder.WipeFolder(scratch);
        }
    }

    private ExtractResult LandCsv(LandingFile file, StagedSet staged, string scratch, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        var (encoding, code, problem) = TextEncoding.Decide(file.Contract.File.Encoding, file.Profile);
        if (encoding is null)
        {
            return Refuse(file, staged, code!, problem!);
        }

        Tell(progress, file.Contract, "part into records", 2);
        using var records = new NormalisedFile(Path.Combine(scratch, "records"));
        using var malformed = new NormalisedFile(Path.Combine(scratch, "malformed"));
        (var counts, code, problem) = new CsvIntake(file.Contract, options)
            .Read(staged.PathOf(file.ReceivedName), encoding, records, malformed, cancellationToken);
        if (counts is null)
        {
            return Refuse(file, staged, code!, problem!);
        }

        using var session = Open(scratch);
        var tables = new LandingTables(session, file.Contract, options, records.HoldsLineMarks, cancellationToken);
        Tell(progress, file.Contract, "convert", 3);
        var typed = tables.Type(tables.RecordsTable(records.Path));
        Require(typed == counts.WellFormed, file, $"{counts.WellFormed} records were written to scratch and {typed} read back");
        return Finish(file, staged, tables, tables.MalformedTable(malformed.Path), (counts.Lines, counts.BlankLines, counts.Records, encoding.Name, encoding.MarkBytes > 0), progress);
    }

    private ExtractResult LandParquet(LandingFile file, StagedSet staged, string scratch, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        if (ParquetSource.Framing(file.Profile) is { } framing)
        {
            return Refuse(file, staged, ExtractRefusals.NotParquet, framing);
        }

        using var session = Open(scratch);
        var tables = new LandingTables(session, file.Contract, options, false, cancellationToken);
        var path = staged.PathOf(file.ReceivedName);
        Tell(progress, file.Contract, "convert", 3);
        try
        {
            var columns = ParquetSource.Columns(session, path, cancellationToken);
            var (places, code, problem) = SourceHeader.Match(file.Contract, [.. columns.Select(c => c.Name)]);
            if (places is not null)
            {
                (code, problem) = ParquetSource.Retyped(file.Contract, columns, places);
            }

            if (code is null && ParquetSource.Undeclared(session, path, file.Contract, cancellationToken) is { } undeclared)
            {
                (code, problem) = (ExtractRefusals.UndeclaredDerivation, undeclared);
            }

            if (code is not null)
            {
                return Refuse(file, staged, code, problem!);
            }

            ParquetSource.ReadToEnd(session, path, cancellationToken);
            tables.Type(ParquetSource.Table(path, columns, places!));
        }
        catch (DuckDBException exception) when (exception.ErrorType != DuckDBErrorType.OutOfMemory)
        {
            // DuckDB's message may quote bytes of the file, so it is not passed on.
            return Refuse(file, staged, ExtractRefusals.UnreadableParquet, "the file says it is Parquet but cannot be read to its end; ask for it again");
        }

        var rows = session.Scalar<long>($"SELECT num_rows FROM parquet_file_metadata({SqlName.File(path)})", cancellationToken);
        return Finish(file, staged, tables, LandingTables.NoMalformed, (rows, 0, rows, "parquet", false), progress);
    }

    private ExtractResult Finish(
        LandingFile file,
        StagedSet staged,
        LandingTables tables,
        string malformed,
        (long Lines, long Blank, long Records, string Encoding, bool Mark) read,
        IProgress<StageProgress>? progress)
    {
        var (code, problem, warned) = tables.JudgeColumns();
        if (code is not null)
        {
            return Refuse(file, staged, code, problem!);
        }

        tables.Check();
        var warnings = tables.Warnings().Concat(warned).Append(new("NO_ROWS", read.Records == 0 ? 1 : 0)).Where(w => w.Value > 0);
        Tell(progress, file.Contract, "write", 4);
        var (kept, rejected) = tables.Write(malformed, staged.PathOf(RowsName), staged.OpenPathOf(RejectsName));
        Require(kept + rejected.Values.Sum() == read.Records, file, $"{read.Records} records came in, {kept} were kept and {rejected.Values.Sum()} rejected");
        if (kept < file.Contract.MinimumRows)
        {
            var why = string.Join(", ", rejected.Select(r => FormattableString.Invariant($"{r.Key} {r.Value}")));
            return Refuse(file, staged, ExtractRefusals.TooFewRows, FormattableString.Invariant($"it has {read.Records} records, of which {kept} can be used{(why.Length > 0 ? $" (rejected: {why})" : string.Empty)}, and its contract asks for at least {file.Contract.MinimumRows}; ask its owner for the whole file, or let the contract say how few there may be"));
        }

        var set = staged.Publish(new ExtractFacts
        {
            Dataset = file.Contract.Id.Value,
            ContractVersion = file.Contract.Version,
            ContractHash = file.Contract.ContentHash,
            FileName = file.Name,
            FileDigest = file.Profile.Digest,
            FileBytes = file.Profile.Bytes,
            Encoding = read.Encoding,
            ByteOrderMark = read.Mark,
            Lines = read.Lines,
            BlankLines = read.Blank,
            In = read.Records,
            Kept = kept,
            RejectedByReason = rejected,
            WarnedByReason = new(warnings.ToDictionary(w => w.Key, w => w.Value), StringComparer.Ordinal),
        });
        Tell(progress, file.Contract, "published", Steps);
        return file.Result(set, reused: false);
    }

    // A file that can be read but does not keep its contract stays where it is; one that cannot be read is moved, as landed, to quarantine.
    private ExtractRefused Refuse(LandingFile file, StagedSet staged, string code, string problem)
    {
        var message = $"The file for {file.Contract.Id} was refused: {problem}.";
        if (!LandingFile.GoesToQuarantine(code))
        {
            return new ExtractRefused(code, message, null) { Source = file.Source };
        }

        using var quarantine = zones.Stage(Zone.Quarantine, file.ZoneName, file.Key);
        File.Move(staged.PathOf(file.ReceivedName), quarantine.PathOf(file.ReceivedName));
        return file.Quarantined(quarantine, code, message);
    }

    private DuckSession Open(string scratch)
    {
        var spill = options.SpillFolder ?? Path.Combine(scratch, "spill");
        PrivateFolder.Create(spill);
        return DuckSession.Open(new DuckOptions { Threads = options.Threads, MemoryLimitMib = options.MemoryLimitMib, SpillDirectory = spill });
    }

    private string Key(DatasetContract contract, FileProfile profile) => CanonicalHash.Of(new JsonObject
    {
        ["stage"] = "extract",
        ["format"] = FormatNumber,
        ["file"] = profile.Digest,
        ["contract"] = contract.ContentHash,
        ["maximumRecordBytes"] = options.MaximumRecordBytes,
        ["maximumMalformedShare"] = (decimal)options.MaximumMalformedShare,
        ["retypedShare"] = (decimal)options.RetypedShare,
        ["leastFailures"] = options.LeastFailures,
    });

    private static void Require(bool holds, LandingFile file, string problem)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"Rows of {file.Contract.Id} do not reconcile: {problem}.");
        }
    }

    private static void Tell(IProgress<StageProgress>? progress, DatasetContract contract, string step, int done) =>
        progress?.Report(new StageProgress("Extract", $"{contract.Id}: {step}", done, Steps));
}
