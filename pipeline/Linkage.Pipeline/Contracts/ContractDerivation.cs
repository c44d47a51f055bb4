namespace Linkage.Pipeline.Contracts;

/// <summary>
/// What a derived dataset or saved cohort was made of: together with the <see cref="ContractColumn.From"/> of its columns. It inherits the intersection of what its parents
/// permit, so a rule that permits it has to name them as well.
/// </summary>
/// <param name="Rule">Id of the rule that it was made under, as in <c>homes-and-money</c>.</param>
/// <param name="Version">Version of that rule.</param>
/// <param name="Parents">Datasets that were part of it although no column came from them: linked, or left out by an anti-join.</param>
/// <param name="SelectedBy">Columns of parents that its rows were selected by; each row says something of them, whatever is read of it.</param>
public sealed record ContractDerivation(string Rule, int Version, IReadOnlyList<DatasetId> Parents, IReadOnlyList<ColumnReference> SelectedBy);
