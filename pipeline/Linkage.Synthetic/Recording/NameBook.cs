using Linkage.Synthetic.Randomness;

namespace Linkage.Synthetic.Recording;

/// <summary>Nicknames and other spellings of names.</summary>
internal static class NameBook
{
    private static readonly Dictionary<string, string[]> Nicknames =
        ListFile.Lines("nicknames").ToDictionary(l => l.Key, l => ListFile.Items(l.Value));

    private static readonly Dictionary<string, string[]> Spellings = ReadSpellings();

    /// <summary>True if the forename has a short form.</summary>
    public static bool HasNickname(string name) => Nicknames.ContainsKey(name);

    /// <summary>A short form of the forename; the first is the likeliest.</summary>
    public static string Nickname(string name, SeededRandom random)
    {
        var forms = Nicknames[name];
        return forms[random.Chance(0.6) ? 0 : random.Below(forms.Length)];
    }

    /// <summary>True if the name is spelt in several ways.</summary>
    public static bool HasSpellings(string name) => Spellings.ContainsKey(name);

    /// <summary>Another spelling of the name.</summary>
    public static string Spelling(string name, SeededRandom random)
    {
        var forms = Spellings[name];
        string form;
        do
        {
            form = random.Of(forms);
        }
        while (form == name);
        return form;
    }

    private static Dictionary<string, string[]> ReadSpellings()
    {
        var spellings = new Dictionary<string, string[]>();
        foreach (var (_, value) in ListFile.Lines("variants"))
        {
            var forms = ListFile.Items(value);
            foreach (var form in forms)
            {
                spellings.TryAdd(form, forms);
            }
        }

        return spellings;
    }
}
