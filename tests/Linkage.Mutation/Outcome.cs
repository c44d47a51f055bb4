namespace Linkage.Mutation;

/// <summary>What became of a mutant.</summary>
internal enum Outcome
{
    /// <summary>A scenario or test failed.</summary>
    Noticed,

    /// <summary>Nobody noticed, and nobody could: the list of equivalents says why.</summary>
    Equivalent,

    /// <summary>Nobody noticed.</summary>
    Survived,

    /// <summary>The compiler refuses it; it counts for nothing.</summary>
    DoesNotCompile,
}
