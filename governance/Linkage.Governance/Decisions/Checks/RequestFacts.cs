namespace Linkage.Governance.Decisions.Checks;

/// <summary>What follows from registry, request and instant alone, worked out once for all rules the request is held against.</summary>
internal sealed class RequestFacts
{
    private readonly Lazy<IReadOnlyList<Inheritance>> _inherited;

    public RequestFacts(Rules.Registry registry, GateRequest request, DateTimeOffset instant)
    {
        Problems = RequestCheck.Problems(registry, request);
        Shape = LinkageShape.Of(request);
        Compared = ComparedPairs.Of(request);
        Models = ComparedPairs.ModelsOf(request);
        Lineage = Lineage.Of(registry, request);
        _inherited = new(() => [.. Lineage.Derived.Select(dataset => Inheritance.Of(registry, request, Lineage, dataset, instant))]);
    }

    /// <summary>What is not known or not complete in it.</summary>
    public IReadOnlyList<Reason> Problems { get; }

    /// <summary>Which datasets are linked, and which are only probed.</summary>
    public LinkageShape Shape { get; }

    /// <summary>What the datasets were made of.</summary>
    public Lineage Lineage { get; }

    /// <summary>What each derived dataset inherits from the rule that it was made under.</summary>
    public IReadOnlyList<Inheritance> Inherited => _inherited.Value;

    /// <summary>The pairs of datasets whose records are compared.</summary>
    public IReadOnlyList<(string Left, string Right)> Compared { get; }

    /// <summary>The models that the request names, by the name of the pair.</summary>
    public ILookup<string, string> Models { get; }
}
