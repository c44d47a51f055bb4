using System.Runtime.InteropServices;
using Linkage.Matching.Blocking;

namespace Linkage.Matching.Scoring;

/// <summary>A piece of the work of a scan: a run of small blocks of one rule, or some rows of a large one. Depends on the blocks alone.</summary>
/// <param name="Place">Which of the scan's rules.</param>
/// <param name="FirstBlock">First block.</param>
/// <param name="EndBlock">Block after the last.</param>
/// <param name="FirstRow">First row of each block.</param>
/// <param name="EndRow">Row after the last.</param>
/// <param name="Pairs">Pairs it holds at most.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ScanPiece(int Place, int FirstBlock, int EndBlock, int FirstRow, int EndRow, long Pairs)
{
    /// <summary>Pairs of one piece: small enough to share out evenly and to stop soon.</summary>
    private const long PairsPerPiece = 400_000;

    /// <summary>Cuts the blocks of a rule.</summary>
    internal static List<ScanPiece> Of(int place, Blocks blocks)
    {
        var pieces = new List<ScanPiece>();
        var (first, pairs) = (0, 0L);
        for (var block = 0; block < blocks.Count; block++)
        {
            var n = (long)blocks.RecordsOf(block).Length;
            var all = n * (n - 1) / 2;
            if (all > 2 * PairsPerPiece)
            {
                if (block > first)
                {
                    pieces.Add(new ScanPiece(place, first, block, 0, int.MaxValue, pairs));
                }

                var rows = (int)Math.Max(1, PairsPerPiece / n);
                for (var row = 0; row < n; row += rows)
                {
                    pieces.Add(new ScanPiece(place, block, block + 1, row, row + rows, rows * (n - row)));
                }

                (first, pairs) = (block + 1, 0);
            }
            else if ((pairs += all) > PairsPerPiece)
            {
                pieces.Add(new ScanPiece(place, first, block + 1, 0, int.MaxValue, pairs));
                (first, pairs) = (block + 1, 0);
            }
        }

        if (first < blocks.Count)
        {
            pieces.Add(new ScanPiece(place, first, blocks.Count, 0, int.MaxValue, pairs));
        }

        return pieces;
    }
}
