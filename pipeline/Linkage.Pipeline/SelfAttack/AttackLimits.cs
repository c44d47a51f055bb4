namespace Linkage.Pipeline.SelfAttack;

/// <summary>How far the attack goes; decision 017 says why.</summary>
internal static class AttackLimits
{
    /// <summary>Names, the most frequent first, of each run.</summary>
    internal const int Names = 20_000;

    /// <summary>NHS numbers with a right check digit that are tried beside those of the sources: one in every 29,989 from 400 000 000 on, before those that have no check digit are left out.</summary>
    internal const int NhsNumbers = 10_000;

    /// <summary>Values of each kind and dataset that are tried under salts and known keys.</summary>
    internal const int Sample = 2;

    /// <summary>Letters and digits below which a value of the identity zone is too short to look for.</summary>
    internal const int ShortestIdentifier = 5;

    /// <summary>Letters and digits from which on one value that few records have names somebody.</summary>
    internal const int TellingText = 8;

    /// <summary>The same for digits alone: sums and dates have up to eight.</summary>
    internal const int TellingNumber = 9;

    /// <summary>Records up to which a value belongs to somebody rather than to many.</summary>
    internal const int FewRecords = 10;

    /// <summary>Rows from which on a value can be a category.</summary>
    internal const int CategoryRows = 20;

    /// <summary>Names and other words of the identity zone that an attribute of the research zone may have in common with it by chance.</summary>
    internal const int WordsByChance = 2;

    /// <summary>Numbers and dates of the same record that are equal by accident, as a dummy is, beside twice what chance gives.</summary>
    internal const int OwnValuesByAccident = 5;

    /// <summary>Date formats that are tried, beside those of the contracts.</summary>
    internal static readonly IReadOnlyList<string> DateFormats = ["%Y-%m-%d", "%Y%m%d", "%d/%m/%Y", "%d%m%Y"];
}
