namespace Linkage.Pipeline.Keys;

/// <summary>A key that cannot be used. The message says what is wrong, where, and what to do; it never holds a byte of a key.</summary>
public sealed class KeyVaultException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="location">The file or vault entry.</param>
    /// <param name="problem">What is wrong, as the end of a sentence that begins with the location.</param>
    /// <param name="remedy">What to do.</param>
    public KeyVaultException(string location, string problem, string remedy)
        : base($"{location} {problem}. {remedy}")
    {
        Location = location;
        Problem = problem;
        Remedy = remedy;
    }

    /// <summary>The file or vault entry.</summary>
    public string Location { get; }

    /// <summary>What is wrong.</summary>
    public string Problem { get; }

    /// <summary>What to do.</summary>
    public string Remedy { get; }
}
