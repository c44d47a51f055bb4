namespace Linkage.Synthetic.People;

/// <summary>How a household holds its home.</summary>
internal enum Tenure : byte
{
    Owned,
    Council,
    HousingAssociation,
    Private,
    Communal,
}
