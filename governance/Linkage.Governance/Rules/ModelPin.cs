namespace Linkage.Governance.Rules;

/// <summary>How rules and requests name the model that weighs a pair of datasets: the pair as <c>left+right</c>, the model by its digest.</summary>
public static class ModelPin
{
    /// <summary>Stands for a model that is trained on the run's own pairs, which has no digest before the run.</summary>
    public const string Trained = "trained";

    private const int DigestLength = 64;

    /// <summary>The name of a pair: the two ids in ordinal order, parted by a plus sign.</summary>
    /// <param name="one">A dataset, or an opt-out list.</param>
    /// <param name="other">The other, or the same for duplicates within it.</param>
    public static string PairOf(string one, string other)
    {
        var (left, right) = InOrder(one, other);
        return $"{left}+{right}";
    }

    /// <summary>A pair with the lesser id on the left.</summary>
    internal static (string Left, string Right) InOrder(string one, string other)
    {
        string[] sides = [one, other];
        Array.Sort(sides, StringComparer.Ordinal);
        return (sides[0], sides[1]);
    }

    /// <summary>Whether a text is a digest (64 lower-case hexadecimal digits) or <see cref="Trained"/>.</summary>
    public static bool IsKnown(string model) => model == Trained || (model.Length == DigestLength && model.All(char.IsAsciiHexDigitLower));
}
