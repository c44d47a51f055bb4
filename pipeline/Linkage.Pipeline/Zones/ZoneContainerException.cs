namespace Linkage.Pipeline.Zones;

/// <summary>A container of zones that cannot be used. The message says what is wrong, where, and what to do; it holds no part of a request or an answer but status and code.</summary>
/// <param name="kind">What kind of problem.</param>
/// <param name="location">The container.</param>
/// <param name="problem">What is wrong, as the end of a sentence that begins with the location.</param>
/// <param name="remedy">What to do.</param>
public sealed class ZoneContainerException(ZoneContainerProblem kind, string location, string problem, string remedy) : IOException($"{location} {problem}. {remedy}")
{
    /// <summary>What kind of problem.</summary>
    public ZoneContainerProblem Kind { get; } = kind;

    /// <summary>The container.</summary>
    public string Location { get; } = location;

    /// <summary>What is wrong.</summary>
    public string Problem { get; } = problem;

    /// <summary>What to do.</summary>
    public string Remedy { get; } = remedy;
}

/// <summary>What keeps a container of zones from being used.</summary>
public enum ZoneContainerProblem
{
    /// <summary>It is not there, may not be used, or does not do what is needed: somebody has to change something.</summary>
    NotFit,

    /// <summary>It does not answer, or is too busy: the same again may do.</summary>
    Unreachable,

    /// <summary>Working copy and container do not belong together.</summary>
    TwoPlaces,
}
