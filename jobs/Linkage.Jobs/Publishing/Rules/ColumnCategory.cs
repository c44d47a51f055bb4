using Linkage.Pipeline.Contracts;

namespace Linkage.Jobs.Publishing.Rules;

/// <summary>What kind of data a column holds, in the words of the public. It follows from the data contract's classification.</summary>
internal enum ColumnCategory
{
    /// <summary>Identifies a person or property.</summary>
    Identifiers,

    /// <summary>A way to reach a person.</summary>
    ContactDetails,

    /// <summary>UK GDPR Article 9 data.</summary>
    SpecialCategory,

    /// <summary>Anything else about the person or case.</summary>
    Other,

    /// <summary>The contract that the rule was approved with is not at hand, or does not have the column.</summary>
    NotClassified,
}

/// <summary>Categories of columns.</summary>
internal static class ColumnCategories
{
    /// <summary>All of them, in the order they are shown.</summary>
    public static IReadOnlyList<ColumnCategory> All { get; } = Enum.GetValues<ColumnCategory>();

    /// <summary>The category of a classification.</summary>
    public static ColumnCategory Of(Classification classification) => classification switch
    {
        Classification.Identifier => ColumnCategory.Identifiers,
        Classification.Contact => ColumnCategory.ContactDetails,
        Classification.SpecialCategory => ColumnCategory.SpecialCategory,
        _ => ColumnCategory.Other,
    };

    /// <summary>The name of a category.</summary>
    public static string Name(this ColumnCategory category) => category switch
    {
        ColumnCategory.Identifiers => "Identifiers",
        ColumnCategory.ContactDetails => "Contact details",
        ColumnCategory.SpecialCategory => "Special category data",
        ColumnCategory.Other => "Other data",
        _ => "Not classified",
    };
}
