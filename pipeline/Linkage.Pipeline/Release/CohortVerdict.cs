namespace Linkage.Pipeline.Release;

/// <summary>What the guard says about a query.</summary>
public abstract record CohortVerdict
{
    private CohortVerdict()
    {
    }

    /// <summary>The query may run in a locked session.</summary>
    /// <param name="Digest">Its digest, see <see cref="QueryDigest"/>.</param>
    public sealed record Allowed(string Digest) : CohortVerdict
    {
        /// <summary>The result's columns with what can flow into each, where the columns of the tables were known.</summary>
        internal TracedTable? Result { get; init; }
    }

    /// <summary>The query may not run.</summary>
    /// <param name="Code">Reason code.</param>
    /// <param name="Message">The statement kind, function or table that is not allowed, and what is. Repeats no literal of the query.</param>
    public sealed record Refused(string Code, string Message) : CohortVerdict;
}
