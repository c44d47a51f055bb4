namespace Linkage.Governance.Catalogue;

/// <summary>A purpose code that projects and rules may use.</summary>
/// <param name="Code">The code, as in <c>homelessness-prevention</c>.</param>
/// <param name="What">What it means.</param>
/// <param name="OutputKinds">Kinds of output the purpose may have; empty does not limit.</param>
public sealed record PurposeEntry(string Code, string What, IReadOnlyList<OutputKind> OutputKinds);
