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

    private readonly PairModels _models;
    private readonly DuckDBAppender _appender;
    private readonly Lock _gate = new();
    private readonly HashSet<(int Model, long Pattern)> _patterns = [];

    internal CandidateWriter(DuckSession session, PairModels models, CancellationToken cancellationToken)
    {
        _models = models;
        session.Execute("CREATE OR REPLACE TEMP TABLE lnk_pattern (l INTEGER, r INTEGER, rule UTINYINT, model SMALLINT, pattern BIGINT)", cancellationToken);
        _appender = session.Connection.CreateAppender("lnk_pattern");
    }

    /// <summary>The patterns of the pairs taken, by the number of the model that weighs them, ascending.</summary>
    internal IReadOnlyList<(int Model, long Pattern)> Patterns => [.. _patterns.Order()];

    /// <summary>A visitor for one worker.</summary>
    internal Visitor ForWorker() => new(this);

    /// <inheritdoc/>
    public void Dispose() => _appender.Dispose();

    private void Write(List<(int Left, int Right, byte Rule, short Model, long Pattern)> pairs)
    {
        lock (_gate)
        {
            foreach (var (left, right, rule, model, pattern) in pairs)
            {
                _appender.CreateRow().AppendValue(left).AppendValue(right).AppendValue(rule).AppendValue(model).AppendValue(pattern).EndRow();
                _patterns.Add((model, pattern));
            }
        }

        pairs.Clear();
    }

    /// <summary>Takes pairs for one worker.</summary>
    internal sealed class Visitor(CandidateWriter writer) : PairScan.IVisitor
    {
        private readonly PatternMap<PatternOdds?>[] _known = [.. writer._models.All.Select(m => new PatternMap<PatternOdds?>(p => m.Scorer.CanLink(p) ? m.Scorer.Of(p) : null))];
        private readonly double _least = writer._models.Least - Tolerance;
        private readonly List<(int, int, byte, short, long)> _pairs = [];

        /// <inheritdoc/>
        public void Visit(int left, int right, int rule, long pattern)
        {
            var model = writer._models.NumberOf(left, right);
            if (_known[model].Of(pattern) is { } odds && writer._models.All[model].Rarity.LogOdds(in odds, pattern, left, _least) >= _least)
            {
                _pairs.Add((left, right, (byte)rule, (short)model, pattern));
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
