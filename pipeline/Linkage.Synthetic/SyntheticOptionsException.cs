namespace Linkage.Synthetic;

/// <summary>An option of the synthetic council cannot be used. A configuration error: exit code 3.</summary>
public sealed class SyntheticOptionsException : Exception
{
    /// <summary>Names the option and says what is wrong with it.</summary>
    public SyntheticOptionsException(string option, string message)
        : base(message) => Option = option;

    /// <summary>Name of the property of <see cref="SyntheticOptions"/>.</summary>
    public string Option { get; }
}
