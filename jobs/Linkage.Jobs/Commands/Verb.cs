using System.CommandLine;

namespace Linkage.Jobs.Commands;

/// <summary>One verb of the command line: its options, its examples and its work.</summary>
internal abstract class Verb : Command
{
    /// <summary>Names the verb.</summary>
    /// <param name="name">As typed.</param>
    /// <param name="description">One or two sentences for the help.</param>
    /// <param name="examples">Commands that work as they stand, with a word on each.</param>
    protected Verb(string name, string description, params IReadOnlyList<Example> examples)
        : base(name, description) => Examples = examples;

    /// <summary>Shown at the end of the help and after a usage error.</summary>
    public IReadOnlyList<Example> Examples { get; }

    /// <summary>The workspace this verb works in, where a fault record goes; null when it has none.</summary>
    public virtual string? WorkspaceOf(ParseResult parse) => null;

    /// <summary>Does the work. Prints nothing itself.</summary>
    /// <exception cref="ProblemException">The user can put it right.</exception>
    /// <exception cref="OperationCanceledException">Interrupted.</exception>
    public abstract Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken);
}

/// <summary>A command to copy.</summary>
/// <param name="CommandLine">The whole line.</param>
/// <param name="Meaning">What it does, in a few words.</param>
internal sealed record Example(string CommandLine, string Meaning);
