namespace Linkage.Governance.Rules;

/// <summary>Something that ends a rule.</summary>
/// <param name="Clause">Where it stands, as in <c>validTo</c>, <c>dpia.reviewBy</c> or <c>law DEA-35-MD</c>.</param>
/// <param name="LastDay">The last day it leaves the rule.</param>
public sealed record RuleEnd(string Clause, DateOnly LastDay);
