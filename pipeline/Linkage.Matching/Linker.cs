using Linkage.Matching.Duck;
using Linkage.Matching.Training;

namespace Linkage.Matching;

/// <summary>
/// Links the records of one or more relations of a DuckDB session: normalise, block, compare, train, score. Set-based throughout; bounded by the
/// session's memory limit, above which DuckDB spills. The result depends on neither the order of the inputs nor that of their rows, nor on the threads.
/// </summary>
public static class Linker
{
    /// <inheritdoc cref="Link(DuckSession, IReadOnlyList{LinkInput}, LinkSettings, LinkDelta?, IProgress{MatchingProgress}?, CancellationToken)"/>
    public static LinkResult Link(DuckSession session, IReadOnlyList<LinkInput> inputs, LinkSettings settings, IProgress<MatchingProgress>? progress, CancellationToken cancellationToken) =>
        Link(session, inputs, settings, null, progress, cancellationToken);

    /// <summary>Links the inputs in one go: <see cref="Prepare"/>, <see cref="LinkRun.Train"/> unless the settings give a model, <see cref="LinkRun.Score"/>.</summary>
    /// <param name="session">Holds the input relations and receives the result as temporary tables. Must not be locked.</param>
    /// <param name="inputs">The datasets; 1 to 64.</param>
    /// <param name="settings">Which pairs, how strict, how large.</param>
    /// <param name="delta">What is new since a run before: only pairs that touch it are compared. Needs a trained model. Null compares every pair.</param>
    /// <param name="progress">Told of every step; may be null.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    /// <exception cref="MatchingInputException">An input cannot be read, has no unique record id, or has nothing to compare; there are too many pairs; or the model does not fit.</exception>
    public static LinkResult Link(
        DuckSession session, IReadOnlyList<LinkInput> inputs, LinkSettings settings, LinkDelta? delta, IProgress<MatchingProgress>? progress, CancellationToken cancellationToken)
    {
        if (delta is not null && settings.Model is null)
        {
            throw new MatchingInputException("What is new cannot be linked without a trained model.", "model", "Use the model of the run before, as it is: the few new pairs are not fit to train on.");
        }

        using var run = Prepare(session, inputs, settings, progress, cancellationToken);
        run.CompareOnly(delta, cancellationToken);
        return run.Score(ModelOf(run, settings, progress, cancellationToken), progress, cancellationToken);
    }

    /// <summary>
    /// Links the inputs in one go, the links to Parquet files of a folder as they are found. A run that was stopped goes on with the first file that is
    /// missing; see <see cref="LinkRun.ScoreTo"/>.
    /// </summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    /// <param name="session">Holds the input relations and receives temporary tables. Must not be locked, or allow the folder.</param>
    /// <param name="inputs">The datasets; 1 to 64.</param>
    /// <param name="settings">Which pairs, how strict, how large.</param>
    /// <param name="progress">Told of every step; may be null.</param>
    /// <param name="cancellationToken">Interrupts the running statement; the files published stay.</param>
    /// <exception cref="MatchingInputException">As of linking in one go; or the folder holds the links of another run, or is in use.</exception>
    public static LinkResult LinkTo(
        string folder, DuckSession session, IReadOnlyList<LinkInput> inputs, LinkSettings settings, IProgress<MatchingProgress>? progress, CancellationToken cancellationToken)
    {
        using var run = Prepare(session, inputs, settings, progress, cancellationToken);
        return run.ScoreTo(folder, ModelOf(run, settings, progress, cancellationToken), progress, cancellationToken);
    }

    /// <summary>Normalises the inputs, gives codes and blocking keys, and plans which blocks are compared. No pair is compared yet.</summary>
    /// <param name="session">Holds the input relations and receives temporary tables; for one run at a time. Must not be locked.</param>
    /// <param name="inputs">The datasets; 1 to 64. They are numbered by name: of a pair the lesser name, then the lesser record id, stands on the left.</param>
    /// <param name="settings">Which pairs, how strict, how large.</param>
    /// <param name="progress">Told of every step; may be null.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    /// <exception cref="MatchingInputException">An input or a blocking rule cannot be used, or there is nothing to compare.</exception>
    public static LinkRun Prepare(DuckSession session, IReadOnlyList<LinkInput> inputs, LinkSettings settings, IProgress<MatchingProgress>? progress, CancellationToken cancellationToken) =>
        LinkRun.Prepare(session, [.. inputs.OrderBy(i => i.Dataset, StringComparer.Ordinal)], settings, progress, cancellationToken);

    private static LinkModel? ModelOf(LinkRun run, LinkSettings settings, IProgress<MatchingProgress>? progress, CancellationToken cancellationToken) =>
        settings.Model ?? (run.HasOwnModels ? null : run.Train(progress, cancellationToken));
}
