namespace Linkage.Mutation;

/// <summary>One small change to the decision code, which some scenario or test has to notice.</summary>
/// <param name="Id">Its number in this run, from 1.</param>
/// <param name="File">The file, from the folder of the governance project.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Member">The member that is changed.</param>
/// <param name="Change">What stood there and what stands there now; with <see cref="File"/> and <see cref="Member"/> it names the mutant in every run.</param>
/// <param name="Switch">Number of the member whose copies are switched at run time, or null when the mutant needs an assembly of its own.</param>
internal sealed record Mutant(int Id, string File, int Line, string Member, string Change, int? Switch)
{
    /// <summary>The mutant's name in every run.</summary>
    public string Name => $"{File}, {Member}: {Change}";
}
