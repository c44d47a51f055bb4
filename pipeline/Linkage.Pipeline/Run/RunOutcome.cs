using Linkage.Governance.Decisions;

namespace Linkage.Pipeline.Run;

/// <summary>How a run ended.</summary>
public enum RunOutcomeKind
{
    /// <summary>Every stage published; the releases are there.</summary>
    Released,

    /// <summary>The gate, a contract or disclosure control said no. Not retried.</summary>
    Refused,
}

/// <summary>The result of one run of a project.</summary>
public sealed record RunOutcome
{
    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>The project's id.</summary>
    public required string Project { get; init; }

    /// <summary>The instant the run was decided at, captured once.</summary>
    public required DateTimeOffset Instant { get; init; }

    /// <summary>Released or Refused.</summary>
    public required RunOutcomeKind Outcome { get; init; }

    /// <summary>The stages that ran, in order.</summary>
    public required IReadOnlyList<StageReport> Stages { get; init; }

    /// <summary>Every decision taken, in order: before anything is read, and before every stage after Extract.</summary>
    public required IReadOnlyList<RunDecision> Decisions { get; init; }

    /// <summary>The file each dataset and list was read from.</summary>
    public IReadOnlyList<SourceRead> Sources { get; init; } = [];

    /// <summary>What was released.</summary>
    public required IReadOnlyList<ReleasedBundle> Releases { get; init; }

    /// <summary>Why it was refused, in codes and plain English; empty when released.</summary>
    public IReadOnlyList<Refusal> Refusals { get; init; } = [];

    /// <summary>Links by key, for the report.</summary>
    public LinkSummary? Links { get; init; }

    /// <summary>Folder of the published spine, in the research zone; null when the run did not link, or its spine went to quarantine.</summary>
    public string? Spine { get; init; }
}

/// <summary>A decision and the moment in the run it was taken for.</summary>
/// <param name="Point">Start, or the stage it lets begin: Pseudonymise, Link, Gate or Release.</param>
/// <param name="Decision">The decision.</param>
public sealed record RunDecision(string Point, Decision Decision);

/// <summary>One reason a run was refused.</summary>
/// <param name="Stage">Where.</param>
/// <param name="Code">Reason code.</param>
/// <param name="Message">What, where and what to do; never a value from a row.</param>
public sealed record Refusal(string Stage, string Code, string Message)
{
    /// <summary>The file or folder it is about, when it is about one.</summary>
    public string? Where { get; init; }

    /// <summary>Folder of the copy kept in quarantine, when there is one.</summary>
    public string? Quarantine { get; init; }
}

/// <summary>A published release.</summary>
/// <param name="Id">Release id.</param>
/// <param name="Path">Folder of the bundle.</param>
/// <param name="StatementDigest">SHA-256 of the signed statement.</param>
/// <param name="Files">Its data files.</param>
/// <param name="AlreadyPublished">The same release was there before this run.</param>
public sealed record ReleasedBundle(string Id, string Path, string StatementDigest, IReadOnlyList<ReleasedFile> Files, bool AlreadyPublished)
{
    /// <summary>From when on it may not be used any more.</summary>
    public DateTimeOffset? Expires { get; init; }
}

/// <summary>One data file of a release.</summary>
/// <param name="Name">File name.</param>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Bytes">Size.</param>
public sealed record ReleasedFile(string Name, string Sha256, long Rows, long Bytes);

/// <summary>How records were linked.</summary>
/// <param name="Records">Records offered to the linker.</param>
/// <param name="Persons">Distinct persons in the spine.</param>
/// <param name="LinksByKey">Links by the key that made them: uprn (same property and agreeing name or date of birth) or person.</param>
/// <param name="Model">Digest over the models that scored them, as they were used: cut to the fields of the run.</param>
public sealed record LinkSummary(long Records, long Persons, IReadOnlyDictionary<string, long> LinksByKey, string Model)
{
    /// <summary>Which model weighed which pair of datasets.</summary>
    public IReadOnlyList<UsedModel> Models { get; init; } = [];

    /// <summary>What a person should know of the linking: pairs without a default model, blocks left out, training that did not converge. Never a value.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>The model that weighed a pair of datasets.</summary>
/// <param name="Left">A dataset.</param>
/// <param name="Right">The other, or the same.</param>
/// <param name="Name">Name of the default model, whose file is <c>schemas/models/NAME.json</c>; null when the model was trained on this run's own pairs.</param>
/// <param name="Sha256">SHA-256 of that file as this version writes it, or of the trained model; lower-case hex.</param>
public sealed record UsedModel(string Left, string Right, string? Name, string Sha256);
