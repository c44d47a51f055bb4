using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Extract;

/// <summary>How extracting one dataset ended: <see cref="Extracted"/> or <see cref="ExtractRefused"/>. There is no third.</summary>
public abstract record ExtractResult
{
    private protected ExtractResult()
    {
    }
}

/// <summary>The file was landed: <c>received.*</c>, <c>rows.parquet</c> and <c>rejects.parquet</c>.</summary>
/// <param name="Set">The published set in the landing zone. Its facts are <see cref="ExtractFacts"/>.</param>
/// <param name="Part">Rows in, kept and rejected, for the stage's report.</param>
public sealed record Extracted(PublishedSet Set, StagePart Part) : ExtractResult
{
    /// <summary>Name of the file in the source folder now. The seal tells the name it had when the same bytes were first landed.</summary>
    public required string FileName { get; init; }

    /// <summary>What the seal says about the file and its rows.</summary>
    public ExtractFacts Facts => Set.Seal.FactsAs<ExtractFacts>();

    /// <summary>Absolute path of the typed rows: <c>line_number</c>, then the contract's columns in its order, by line number.</summary>
    public string RowsPath => Set.PathOf(ExtractStage.RowsName);

    /// <summary>Absolute path of the rejects: <c>line_number</c>, <c>column_name</c> (NULL for a whole line), <c>reason</c>.</summary>
    public string RejectsPath => Set.PathOf(ExtractStage.RejectsName);
}

/// <summary>The file was refused as a whole. Not retried: the file, or the contract, has to change.</summary>
/// <param name="Code">One of <see cref="ExtractRefusals"/>.</param>
/// <param name="Message">What is wrong and what to do; never a value from the file.</param>
/// <param name="QuarantinePath">Folder of the quarantined copy, when the file could not be read at all; null when it stays where it was.</param>
public sealed record ExtractRefused(string Code, string Message, string? QuarantinePath) : ExtractResult
{
    /// <summary>Path of the refused file; of the source folder when no file was chosen.</summary>
    public required string Source { get; init; }
}
