using System.Globalization;
using DuckDB.NET.Data;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Comparisons;

/// <summary>
/// The answers of the SQL levels to pairs of values. A question that is not known yet waits until there are many; then DuckDB answers them together, once for
/// each distinct pair of values, on a connection of the worker's own. Answers are kept as far as a cache of fixed size goes. Not safe for use by two threads.
/// </summary>
internal sealed class SqlQuestions : IDisposable
{
    /// <summary>The answer is not known yet: the pair waits.</summary>
    internal const int Unknown = -1;

    private const int CacheBits = 17;
    private const int MostWaiting = 1 << 16;
    private readonly DuckSession _session;
    private readonly List<Question> _questions = [];
    private DuckSession? _own;
    private int _waiting;

    /// <summary>Prepares questions.</summary>
    /// <param name="session">The session of the run; the worker's connection is one to the same database.</param>
    internal SqlQuestions(DuckSession session) => _session = session;

    /// <summary>So many wait that they should be answered.</summary>
    internal bool IsFull => _waiting >= MostWaiting;

    /// <summary>Set when a question was asked whose answer is not known yet.</summary>
    internal bool HasWaited { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _own?.Dispose();
        // Asked again, it opens another.
        _own = null;
    }

    /// <summary>Adds a level; returns the question's number.</summary>
    internal int Add(LevelTest.Sql test, RecordStore records, string label)
    {
        _questions.Add(new Question(test, records, label));
        return _questions.Count - 1;
    }

    /// <summary>1 where the level holds for two codes of its column, 0 where not, <see cref="Unknown"/> where that is not known yet.</summary>
    internal int Of(int question, int one, int other)
    {
        var asked = _questions[question];
        var key = one < other ? ((long)one << 32) | (uint)other : ((long)other << 32) | (uint)one;
        var slot = SlotOf(key);
        if (asked.Keys[slot] == key)
        {
            return asked.Known[slot];
        }

        if (asked.Waiting.TryGetValue(key, out var at))
        {
            if (asked.Answers is { } answers)
            {
                return answers[at] ? 1 : 0;
            }
        }
        else
        {
            asked.Waiting.Add(key, asked.Waiting.Count);
            _waiting++;
        }

        HasWaited = true;
        return Unknown;
    }

    /// <summary>Answers what waits.</summary>
    /// <exception cref="MatchingInputException">A level fails on a value.</exception>
    internal void Answer(CancellationToken cancellationToken)
    {
        _own ??= _session.Beside();
        foreach (var question in _questions.Where(q => q.Waiting.Count > 0))
        {
            question.Answer(_own, cancellationToken);
        }
    }

    /// <summary>Moves the answers to the cache; the pairs that waited for them were compared.</summary>
    internal void Keep()
    {
        foreach (var question in _questions.Where(q => q.Answers is not null))
        {
            foreach (var (key, at) in question.Waiting)
            {
                var slot = SlotOf(key);
                (question.Keys[slot], question.Known[slot]) = (key, question.Answers![at] ? (byte)1 : (byte)0);
            }

            question.Waiting.Clear();
            question.Answers = null;
        }

        _waiting = 0;
    }

    private static int SlotOf(long key) => (int)((ulong)(key * -7046029254386353131L) >> (64 - CacheBits));

    private sealed class Question
    {
        private readonly LevelTest.Sql _test;
        private readonly RecordStore _records;
        private readonly string _label;

        internal Question(LevelTest.Sql test, RecordStore records, string label)
        {
            (_test, _records, _label) = (test, records, label);
            // 0 is the key of two missing values, which is asked like any other.
            Array.Fill(Keys, -1);
        }

        internal long[] Keys { get; } = new long[1 << CacheBits];

        internal byte[] Known { get; } = new byte[1 << CacheBits];

        /// <summary>The pairs of codes that wait, by their place in <see cref="Answers"/>.</summary>
        internal Dictionary<long, int> Waiting { get; } = [];

        internal bool[]? Answers { get; set; }

        internal void Answer(DuckSession session, CancellationToken cancellationToken)
        {
            var fields = _test.Fields;
            session.Execute($"CREATE OR REPLACE TEMP TABLE lnk_asked (number INTEGER{Columns("l")}{Columns("r")})", cancellationToken);
            using (var appender = session.Connection.CreateAppender("lnk_asked"))
            {
                foreach (var (key, at) in Waiting)
                {
                    var row = appender.CreateRow().AppendValue(at);
                    Append(row, (int)(key >> 32));
                    Append(row, (int)key);
                    row.EndRow();
                }
            }

            var answers = new bool[Waiting.Count];
            try
            {
                session.Read(
                    $"SELECT number FROM (SELECT number, {Record("l")} AS l, {Record("r")} AS r FROM lnk_asked UNION ALL SELECT number, {Record("r")}, {Record("l")} FROM lnk_asked) WHERE ({_test.Expression}\n)",
                    row => answers[row.GetInt32(0)] = true,
                    cancellationToken);
            }
            catch (DuckDBException)
            {
                // The engine's message may quote a value of a record.
                throw new MatchingInputException("The SQL of the level fails on a value.", _label, "Let it give NULL where it cannot be computed, as try_cast does.");
            }

            Answers = answers;

            string Columns(string side) => string.Concat(fields.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $", {side}{i} VARCHAR")));
            string Record(string side) => $"struct_pack({string.Join(", ", fields.Select((f, i) => string.Create(CultureInfo.InvariantCulture, $"{new SqlName(f.Field)} := {side}{i}")))})";
        }

        private void Append(IDuckDBAppenderRow row, int code)
        {
            if (_test.Fields.Count == 1)
            {
                Append(row, _test.Fields[0].Column, code);
                return;
            }

            var codes = _records.TuplesOf(_test.Column).Of(code);
            for (var i = 0; i < codes.Length; i++)
            {
                Append(row, _test.Fields[i].Column, codes[i]);
            }
        }

        private void Append(IDuckDBAppenderRow row, string column, int code) =>
            _ = code == 0 ? row.AppendNullValue() : row.AppendValue(_records.DictionaryOf(column).TextOf(code));
    }
}
