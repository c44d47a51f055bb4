using Linkage.Matching.Duck;

namespace Linkage.Matching.Comparisons;

/// <summary>Gives every worker of a run its own connection for SQL levels, and closes them all.</summary>
internal sealed class SqlWorkers(DuckSession session) : IDisposable
{
    private readonly List<SqlQuestions> _given = [];

    /// <summary>Questions for one worker. Called by one thread.</summary>
    internal SqlQuestions ForWorker()
    {
        var questions = new SqlQuestions(session);
        _given.Add(questions);
        return questions;
    }

    /// <inheritdoc/>
    public void Dispose() => _given.ForEach(q => q.Dispose());
}
