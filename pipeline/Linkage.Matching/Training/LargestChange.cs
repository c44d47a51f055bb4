namespace Linkage.Matching.Training;

/// <summary>The parameter that changed most in a round.</summary>
internal sealed class LargestChange
{
    /// <summary>How far it changed; 0 when nothing was seen.</summary>
    internal double Value { get; private set; }

    /// <summary>Which it is; null when nothing changed.</summary>
    internal string? Name { get; private set; }

    /// <summary>Takes note of a change.</summary>
    internal void See(double change, Func<string> name)
    {
        if (change > Value)
        {
            (Value, Name) = (change, name());
        }
    }
}
