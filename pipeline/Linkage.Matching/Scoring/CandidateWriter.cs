using System.Globalization;
using Linkage.Matching.Duck;
using Linkage.Matching.Training;

namespace Linkage.Matching.Scoring;

/// <summary>Weighs pairs and takes those at or above the threshold into table lnk_candidate, a batch at a time.</summary>
internal sealed class CandidateWriter
{
    private const int Batch = 1 << 17;

    private static readonly string[] Columns = ["l", "r", "rule", "model", "pattern", "log_odds"];

    private readonly DuckSession _session;
    private readonly PairModels _models;
    private readonly CancellationToken _cancellationToken;
    private readonly Lock _gate = new();

    internal CandidateWriter(DuckSession session, PairModels models, CancellationToken cancellationToken)
    {
        (_session, _models, _cancellationToken) = (session, models, cancellationToken);
        session.Execute(SqlStep.Load(typeof(CandidateWriter), "candidates").Text, cancellationToken);
    }

    /// <summary>A visitor for one worker.</summary>
    internal Visitor ForWorker() => new(this);

    private static string FunctionOf(string column) => "lnk_candidate_" + column;

    private void Write(Pairs pairs)
    {
        lock (_gate)
        {
            NumberFunction.Define(_session, FunctionOf("l"), pairs.Left);
            NumberFunction.Define(_session, FunctionOf("r"), pairs.Right);
            NumberFunction.Define(_session, FunctionOf("rule"), pairs.Rule);
            NumberFunction.Define(_session, FunctionOf("model"), pairs.Model);
            NumberFunction.Define(_session, FunctionOf("pattern"), pairs.Pattern);
            NumberFunction.Define(_session, FunctionOf("log_odds"), pairs.LogOdds);
            var columns = string.Join(", ", Columns.Select(c => $"{FunctionOf(c)}(CAST(range AS INTEGER))"));
            _session.Execute(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO lnk_candidate SELECT {columns} FROM range({pairs.Count})"), _cancellationToken);
            Array.ForEach(Columns, c => _session.Release(FunctionOf(c)));
        }

        pairs.Count = 0;
    }

    /// <summary>Pairs of one worker on their way into the table, column by column.</summary>
    private sealed class Pairs
    {
        internal int Count { get; set; }

        internal int[] Left { get; } = new int[Batch];

        internal int[] Right { get; } = new int[Batch];

        internal byte[] Rule { get; } = new byte[Batch];

        internal short[] Model { get; } = new short[Batch];

        internal long[] Pattern { get; } = new long[Batch];

        internal double[] LogOdds { get; } = new double[Batch];
    }

    /// <summary>Takes pairs for one worker.</summary>
    internal sealed class Visitor(CandidateWriter writer) : PairScan.IVisitor
    {
        private readonly PatternMap<PatternOdds?>[] _known = [.. writer._models.All.Select(m => new PatternMap<PatternOdds?>(p => m.Scorer.CanLink(p) ? m.Scorer.Of(p) : null))];
        private readonly double _least = writer._models.Least;
        private readonly Pairs _pairs = new();

        /// <inheritdoc/>
        public void Visit(int left, int right, int rule, long pattern)
        {
            var model = writer._models.NumberOf(left, right);
            if (_known[model].Of(pattern) is { } odds && writer._models.All[model].Rarity.LogOdds(in odds, pattern, left, _least) is var logOdds && logOdds >= _least)
            {
                var at = _pairs.Count++;
                (_pairs.Left[at], _pairs.Right[at], _pairs.Rule[at]) = (left, right, (byte)rule);
                (_pairs.Model[at], _pairs.Pattern[at], _pairs.LogOdds[at]) = ((short)model, pattern, logOdds);
                if (_pairs.Count == Batch)
                {
                    writer.Write(_pairs);
                }
            }
        }

        /// <summary>Hands over what is left.</summary>
        internal void Flush() => writer.Write(_pairs);
    }
}
