using Linkage.Synthetic.Membership;

namespace Linkage.Synthetic.Extracts;

/// <summary>How one source writes its extract. The record id is always the first column.</summary>
internal abstract class Extract
{
    /// <summary>Every extract about people, in the order of <see cref="Membership.Source"/>.</summary>
    public static IReadOnlyList<Extract> All { get; } =
    [
        new RentArrearsExtract(),
        new FoodVouchersExtract(),
        new ThinkFamilyExtract(),
        new CouncilTaxExtract(),
        new BenefitsExtract(),
        new AdultSocialCareExtract(),
        new DwpExtract(),
        new OptOutExtract(),
        new UnsafeExtract(),
    ];

    /// <summary>The source.</summary>
    public abstract Source Source { get; }

    /// <summary>How the file is written.</summary>
    public abstract ExtractFormat Format { get; }

    /// <summary>The header.</summary>
    public abstract string[] Header { get; }

    /// <summary>The column in which a bad date would stand.</summary>
    public abstract int DateColumn { get; }

    /// <summary>The fields of one record, in the order of the header.</summary>
    public abstract string[] Fields(Entry entry);
}
