using Linkage.Synthetic.Randomness;

namespace Linkage.Synthetic.Recording;

/// <summary>Damages a name the way a keyboard, a scanner or an ear does.</summary>
internal static class Misspelling
{
    private static readonly string[] Neighbours =
    [
        "qwsz", "vghn", "xdfv", "serfcx", "wsdr", "drtgvc", "ftyhbv", "gyujnb", "ujko", "huikmn", "jiolm", "kop", "njk",
        "bhjm", "iklp", "ol", "wa", "edft", "awedxz", "rfgy", "yhji", "cfgb", "qase", "zsdc", "tghu", "asx",
    ];

    private static readonly (string Seen, string Read)[] Optical =
    [
        ("rn", "m"), ("m", "rn"), ("O", "0"), ("o", "0"), ("l", "1"), ("I", "l"), ("S", "5"), ("B", "8"), ("cl", "d"), ("e", "c"),
        ("G", "6"), ("Z", "2"), ("nn", "m"), ("h", "b"), ("t", "f"), ("vv", "w"),
    ];

    private static readonly (string Spelt, string Heard)[] Sounds =
    [
        ("ph", "f"), ("ck", "k"), ("c", "k"), ("k", "c"), ("ei", "ie"), ("ie", "y"), ("y", "ie"), ("ea", "ee"), ("ee", "ea"), ("gh", "g"),
        ("th", "t"), ("ou", "u"), ("oo", "u"), ("aa", "a"), ("ll", "l"), ("tt", "t"), ("nn", "n"), ("ss", "s"), ("z", "s"), ("s", "z"),
        ("i", "ee"), ("v", "f"), ("j", "g"), ("q", "k"), ("w", "v"), ("x", "ks"), ("l", "ll"), ("e", "a"),
    ];

    /// <summary>One slip: a neighbouring key, a letter too many, one too few, or two the wrong way round. The first letter is mostly spared.</summary>
    public static string Typo(string name, SeededRandom random)
    {
        if (name.Length < 2)
        {
            return name + name;
        }

        var at = random.Between(random.Chance(0.1) ? 0 : 1, name.Length - 1);
        return random.Below(4) switch
        {
            0 => Replaced(name, at, 1, Neighbour(name[at], random)),
            1 => Replaced(name, at, 0, random.Chance(0.5) ? name[at].ToString().ToLowerInvariant() : Neighbour(name[at], random).ToLowerInvariant()),
            2 => Replaced(name, at, 1, string.Empty),
            _ => Transposed(name, at),
        };
    }

    /// <summary>True if a scanner could misread the name.</summary>
    public static bool CanMisread(string name) => Optical.Any(p => name.Contains(p.Seen, StringComparison.Ordinal));

    /// <summary>One character as a scanner misread it.</summary>
    public static string Misread(string name, SeededRandom random) => Once(name, Optical, random, 0);

    /// <summary>True if the name could be heard otherwise.</summary>
    public static bool CanMishear(string name) => name.Length > 1 && Sounds.Any(p => name.IndexOf(p.Spelt, 1, StringComparison.Ordinal) > 0);

    /// <summary>The name spelt as it was heard.</summary>
    public static string Misheard(string name, SeededRandom random) => Once(name, Sounds, random, 1);

    private static string Once(string name, (string From, string To)[] pairs, SeededRandom random, int start)
    {
        var first = random.Below(pairs.Length);
        for (var i = 0; i < pairs.Length; i++)
        {
            var (from, to) = pairs[(first + i) % pairs.Length];
            var at = name.IndexOf(from, start, StringComparison.Ordinal);
            if (at >= 0)
            {
                return Replaced(name, at, from.Length, to);
            }
        }

        return name;
    }

    private static string Transposed(string name, int at)
    {
        at = Math.Max(at, 1);
        return name[at - 1] == name[at]
            ? Replaced(name, at, 1, string.Empty)
            : string.Concat(name[..(at - 1)], name[at].ToString(), name[at - 1].ToString(), name[(at + 1)..]);
    }

    private static string Neighbour(char letter, SeededRandom random)
    {
        var lower = char.ToLowerInvariant(letter);
        if (lower is < 'a' or > 'z')
        {
            return string.Empty;
        }

        var keys = Neighbours[lower - 'a'];
        var key = keys[random.Below(keys.Length)];
        return (char.IsUpper(letter) ? char.ToUpperInvariant(key) : key).ToString();
    }

    private static string Replaced(string name, int at, int length, string by) => string.Concat(name.AsSpan(0, at), by, name.AsSpan(at + length));
}
