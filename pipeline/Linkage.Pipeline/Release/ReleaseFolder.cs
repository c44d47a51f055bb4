using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Release;

/// <summary>The files of a bundle that are not named by its statement: the statement itself, its envelope and the zone's seal.</summary>
public static class ReleaseFolder
{
    /// <summary>The statement, readable as it is.</summary>
    public const string Statement = "statement.json";

    /// <summary>The signed envelope.</summary>
    internal const string Envelope = "statement.dsse.json";

    /// <summary>Names no data file or attachment may take.</summary>
    internal static readonly IReadOnlyList<string> Reserved = [Statement, Envelope, ZoneStore.SealName];

    /// <summary>
    /// The seal a bundle must have: it follows from the release id, the statement and the other files, so a verifier makes it again and compares every byte.
    /// </summary>
    internal static SealFacts FactsOf(string releaseId, string statementDigest) => new(releaseId, statementDigest);

    /// <summary>What the seal of a bundle says beside the digests.</summary>
    internal sealed record SealFacts(string ReleaseId, string StatementDigest);
}
