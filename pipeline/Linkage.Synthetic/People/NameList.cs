using Linkage.Synthetic.Randomness;

namespace Linkage.Synthetic.People;

/// <summary>Names in order of how common they are. The one of rank r (from 0) weighs 1 / (r + flatness): a Zipf law with a flattened head.</summary>
internal sealed class NameList
{
    private readonly string[] _names;
    private readonly double[] _upTo;

    /// <summary>A list with the given flatness; the larger, the less the first names stand out.</summary>
    public NameList(string[] names, double flatness)
    {
        _names = names;
        _upTo = new double[names.Length];
        var sum = 0.0;
        for (var i = 0; i < names.Length; i++)
        {
            sum += 1 / (i + flatness);
            _upTo[i] = sum;
        }
    }

    /// <summary>The names, most common first.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Draws one.</summary>
    public string Draw(SeededRandom random)
    {
        var at = Array.BinarySearch(_upTo, random.Unit() * _upTo[^1]);
        return _names[Math.Min(at < 0 ? ~at : at + 1, _names.Length - 1)];
    }
}
