using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Normalise;
using Linkage.Matching.Similarity;

namespace Linkage.Matching.Scoring;

/// <summary>
/// The letters of names, 32 bits a value, from which follows for eight pairs at a time that two names cannot be alike: their Jaro similarity stays below
/// 0.7 whatever the order of the letters.
/// </summary>
internal sealed class PackedNames
{
    private readonly int[] _letters;
    private readonly int[] _sizes;
    private readonly int[] _families;
    private readonly float _unlike;

    private PackedNames(int values, float unlike) => (_letters, _sizes, _families, _unlike) = (new int[values], new int[values], new int[values], unlike);

    /// <summary>The names of a comparison, or null where it asks what letters cannot tell.</summary>
    /// <param name="values">Its values.</param>
    /// <param name="levels">Its levels.</param>
    /// <param name="unlike">What names that are not alike weigh: the last level.</param>
    internal static PackedNames? Of(FieldValues values, IReadOnlyList<ComparisonLevel> levels, double unlike)
    {
        var tests = levels.Select(l => l.Test).OfType<LevelTest>().Where(t => t.IsOfValues).ToList();
        var inFamilies = tests.Exists(t => t is LevelTest.SameNameFamily);
        if (tests.Count == 0 || !tests.TrueForAll(t => t is LevelTest.JaroWinkler { AtLeast: >= .7 } or LevelTest.SameNameFamily or LevelTest.InitialAgrees or LevelTest.PartsAgree or LevelTest.MostPartsShared))
        {
            return null;
        }

        var (initials, parts) = (tests.Exists(t => t is LevelTest.InitialAgrees), tests.Exists(t => t is LevelTest.PartsAgree or LevelTest.MostPartsShared));
        var names = new PackedNames(values.Count + 1, (float)unlike);
        for (var code = 1; code <= values.Count; code++)
        {
            var value = values.Of(code);
            var letters = 0;
            foreach (var letter in value)
            {
                letters |= 1 << (letter is >= (byte)'A' and <= (byte)'Z' ? letter - 'A' : 26 + letter % 6);
            }

            // Tests that letters do not answer leave every pair of the value open.
            var isOpen = (initials && Encoding.UTF8.GetCharCount(value) == 1) || (parts && value.Contains((byte)' '));
            names._letters[code] = letters;
            names._families[code] = inFamilies ? (int)NameFamilies.BitsOf(value) : 0;
            names._sizes[code] = value.Length | (value.Length - BitOperations.PopCount((uint)letters)) << 16 | (isOpen ? int.MinValue : 0);
        }

        return names;
    }

    /// <summary>The letters of a code.</summary>
    internal int LettersOf(int code) => _letters[code];

    /// <summary>The families of a code's value: names of one family share a bit.</summary>
    internal int FamiliesOf(int code) => _families[code];

    /// <summary>The length of a code's value, how many letters stand in it again, and whether it is open.</summary>
    internal int SizeOf(int code) => _sizes[code];

    /// <summary>The most that differing names can weigh against one name: less than <paramref name="most"/> where they cannot be alike.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector256<float> Most(Vector256<float> most, int leftLetters, int leftSize, int leftFamilies, Vector256<int> letters, Vector256<int> sizes, Vector256<int> families)
    {
        if (leftSize < 0)
        {
            return most;
        }

        var (length, again) = (Vector256.Create(leftSize & 0xFFFF), Vector256.Create(leftSize >> 16));
        var lengths = sizes & Vector256.Create(0xFFFF);
        var common = Ones(letters & Vector256.Create(leftLetters)) + Vector256.Min(again, (sizes >>> 16) & Vector256.Create(0x7FFF));
        common = Vector256.Min(common, Vector256.Min(length, lengths));
        // (m / la + m / lb + 1) / 3 is the most that the Jaro similarity can be; below 0.7 there is no boost for a common prefix.
        var unlike = Vector256.LessThan(common * Vector256.Create(10) * (length + lengths), length * lengths * Vector256.Create(11)) & Vector256.GreaterThanOrEqual(sizes, Vector256<int>.Zero)
            & Vector256.Equals(families & Vector256.Create(leftFamilies), Vector256<int>.Zero);
        return Vector256.ConditionalSelect(unlike.AsSingle(), Vector256.Min(most, Vector256.Create(_unlike)), most);
    }

    /// <summary>The bits that are set, by number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Ones(Vector256<int> bits)
    {
        bits -= (bits >>> 1) & Vector256.Create(0x55555555);
        bits = (bits & Vector256.Create(0x33333333)) + ((bits >>> 2) & Vector256.Create(0x33333333));
        bits = (bits + (bits >>> 4)) & Vector256.Create(0x0F0F0F0F);
        return (bits * Vector256.Create(0x01010101)) >>> 24;
    }
}
