using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Linkage.Governance.Rules;

/// <summary>The controlled words that are not enumerations, and strict parsing of those that are.</summary>
public static class Words
{
    /// <summary>Keys that join: property, household, person.</summary>
    public static readonly IReadOnlyList<string> JoinKeys = ["uprn", "household", "person"];

    /// <summary>Channels of an outreach.</summary>
    public static readonly IReadOnlyList<string> Channels = ["letter", "phone", "text", "whatsapp", "email"];

    /// <summary>Who first collected data.</summary>
    public static readonly IReadOnlyList<string> Origins = ["Council", "DWP", "HMRC", "NHS", "Police", "School", "SocialLandlord", "Voluntary", "Private", "CentralGovernment"];

    /// <summary>How coarse dates in pseudonymised rows are, finest first.</summary>
    public static readonly IReadOnlyList<string> DateDetails = ["day", "month", "quarter", "year"];

    /// <summary>Classifications of a column. <c>CriminalOffence</c> is UK GDPR Article 10 data.</summary>
    public static readonly IReadOnlyList<string> Classifications = ["Identifier", "Contact", "QuasiIdentifier", "Attribute", "SpecialCategory", "CriminalOffence", "FreeText"];

    /// <summary>The contact columns that a channel needs; a name and the channel itself go with each.</summary>
    public static IReadOnlyList<string> ContactColumnsOf(string channel) => channel switch
    {
        "letter" => ["name", "channel", "address", "postcode"],
        "phone" or "text" or "whatsapp" => ["name", "channel", "phone"],
        "email" => ["name", "channel", "email"],
        _ => [],
    };

    /// <summary>Parses the exact name of an enumeration's member; numbers and other spellings are refused.</summary>
    public static bool TryParse<TEnum>(string text, [NotNullWhen(true)] out TEnum? value)
        where TEnum : struct, Enum
    {
        value = Members<TEnum>.ByName.TryGetValue(text, out var member) ? member : null;
        return value is not null;
    }

    private static class Members<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly FrozenDictionary<string, TEnum> ByName = Enum.GetValues<TEnum>().ToFrozenDictionary(member => member.ToString(), StringComparer.Ordinal);
    }
}
