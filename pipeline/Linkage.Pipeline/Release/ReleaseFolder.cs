using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Release;

/// <summary>The files of a bundle by their names: data in <c>data</c>, and beside it what is not named by the statement: the statement itself, its envelope and the zone's seal.</summary>
public static class ReleaseFolder
{
    /// <summary>The statement, readable as it is.</summary>
    public const string Statement = "statement.json";

    /// <summary>The signed envelope.</summary>
    internal const string Envelope = "statement.dsse.json";

    /// <summary>The decision behind the release as the ledger recorded it, with the proof that it did; where the statement says that there is one.</summary>
    internal const string Ledger = "ledger.json";

    /// <summary>What the bundle holds, for programs that know data packages.</summary>
    internal const string Package = "datapackage.json";

    /// <summary>How well the data were linked and what was left out, for people.</summary>
    internal const string Quality = "quality.html";

    /// <summary>The files that the statement does not name, because they are about it.</summary>
    internal static readonly IReadOnlyList<string> Unnamed = [Statement, Envelope, ZoneStore.SealName];

    /// <summary>Names no attachment may take.</summary>
    internal static readonly IReadOnlyList<string> Reserved = [.. Unnamed, Ledger, Package, Quality];

    /// <summary>The file of an output, by its path in the bundle: <c>data/{output}.parquet</c>.</summary>
    internal static string DataFileOf(ProjectOutput output) => SetLayout.DataFile($"{output.Name}.parquet");

    /// <summary>
    /// The seal a bundle must have: it follows from the release id, the statement and the other files, so a verifier makes it again and compares every byte.
    /// </summary>
    internal static SealFacts FactsOf(string releaseId, string statementDigest) => new(releaseId, statementDigest);

    /// <summary>What the seal of a bundle says beside the digests.</summary>
    internal sealed record SealFacts(string ReleaseId, string StatementDigest);
}
