using Linkage.Matching.Comparisons;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Scoring;

/// <summary>
/// Compares pairs whose comparisons have SQL levels: a pair with a question that is not answered yet is held back, and goes to the visitor after its batch was
/// answered. So pairs reach the visitor in another order than they came. One for each worker.
/// </summary>
internal sealed class WaitingPairs(PairKernel kernel, RecordStore records, PairScan.IVisitor visitor, CancellationToken cancellationToken)
{
    private const int MostPairs = 1 << 18;

    private readonly List<(int Left, int Right, int Rule)> _pairs = [];

    /// <summary>Compares a pair, now or with its batch.</summary>
    internal void Compare(int left, int right, int rule, ReadOnlySpan<int> leftRow, ReadOnlySpan<int> rightRow)
    {
        if (kernel.TryCompare(leftRow, rightRow, out var pattern))
        {
            visitor.Visit(left, right, rule, pattern);
            return;
        }

        _pairs.Add((left, right, rule));
        if (_pairs.Count >= MostPairs || kernel.QuestionsAreMany)
        {
            Flush();
        }
    }

    /// <summary>Compares what was held back.</summary>
    internal void Flush()
    {
        if (_pairs.Count == 0)
        {
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        kernel.Answer(cancellationToken);
        foreach (var (left, right, rule) in _pairs)
        {
            if (!kernel.TryCompare(records.RowOf(left), records.RowOf(right), out var pattern))
            {
                throw new InvalidOperationException("A question has no answer.");
            }

            visitor.Visit(left, right, rule, pattern);
        }

        _pairs.Clear();
        kernel.KeepAnswers();
    }
}
