using DuckDB.NET.Data;
using Linkage.Matching.Duck;
using Linkage.Matching.Training;

namespace Linkage.Matching.Scoring;

/// <summary>Takes the pairs that can become links into table lnk_pattern, a batch at a time, and remembers their patterns.</summary>
internal sealed class CandidateWriter : IDisposable
{
    private const int Batch = 1 << 18;

    /// <summary>What rounding (single precision among it) may take from the log odds; SQL decides on what lies between.</summary>
    private const double Tolerance = 1e-4;

    private readonly PatternScorer _scorer;
    private readonly PairRarity _rarity;
    private readonly DuckDBAppender _appender;
    private readonly Lock _gate = new();
    private readonly HashSet<long> _patterns = [];

    internal CandidateWriter(DuckSession session, PatternScorer scorer, PairRarity rarity, CancellationToken cancellationToken)
    {
        _scorer = scorer;
        _rarity = rarity;
        session.Execute("CREATE OR REPLACE TEMP TABLE lnk_pattern (l INTEGER, r INTEGER, rule UTINYINT, pattern BIGINT)", cancellationToken);
        _appender = session.Connection.CreateAppender("lnk_pattern");
    }

    /// <summary>The patterns of the pairs taken, ascending.</summary>
    internal IReadOnlyList<long> Patterns => [.. _patterns.Order()];

    /// <summary>A visitor for one worker.</summary>
    internal Visitor ForWorker() => new(this);

    /// <inheritdoc/>
    public void Dispose() => _appender.Dispose();

    private void Write(List<(int Left, int Right, byte Rule, long Pattern)> pairs)
    {
        lock (_gate)
        {
            foreach (var (left, right, rule, pattern) in pairs)
            {
                _appender.CreateRow().AppendValue(left).AppendValue(right).AppendValue(rule).AppendValue(pattern).EndRow();
                _patterns.Add(pattern);
            }
        }

        pairs.Clear();
    }

    /// <summary>Takes pairs for one worker.</summary>
    internal sealed class Visitor(CandidateWriter writer) : PairScan.IVisitor
    {
        private readonly PatternMap<PatternOdds?> _known = new(p => writer._scorer.CanLink(p) ? writer._scorer.Of(p) : null);
        private readonly double _least = writer._scorer.Least - Tolerance;
        private readonly List<(int, int, byte, long)> _pairs = [];

        /// <inheritdoc/>
        public void Visit(int left, int right, int rule, long pattern)
        {
            if (_known.Of(pattern) is { } odds && writer._rarity.LogOdds(in odds, pattern, left, _least) >= _least)
            {
                _pairs.Add((left, right, (byte)rule, pattern));
                if (_pairs.Count >= Batch)
                {
                    writer.Write(_pairs);
                }
            }
        }

        /// <summary>Hands over what is left.</summary>
        internal void Flush() => writer.Write(_pairs);
    }
}
