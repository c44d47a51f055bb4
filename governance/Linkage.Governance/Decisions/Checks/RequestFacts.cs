namespace Linkage.Governance.Decisions.Checks;

/// <summary>What follows from a request alone, worked out once for all rules it is held against.</summary>
internal sealed class RequestFacts(Rules.Registry registry, GateRequest request)
{
    /// <summary>What is not known or not complete in it.</summary>
    public IReadOnlyList<Reason> Problems { get; } = RequestCheck.Problems(registry, request);

    /// <summary>Which datasets are linked, and which are only probed.</summary>
    public LinkageShape Shape { get; } = LinkageShape.Of(request);

    /// <summary>Every <c>dataset.column</c> that an output is made of.</summary>
    public HashSet<string> OutputSources { get; } = request.Outputs.SelectMany(output => output.Columns).SelectMany(column => column.Sources).ToHashSet(StringComparer.Ordinal);
}
