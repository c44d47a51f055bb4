namespace Linkage.Synthetic.People;

/// <summary>A way of naming people. Not an ethnic group: most Black Caribbean and mixed families in England bear English names.</summary>
internal enum NamingCulture : byte
{
    English,
    Irish,
    Welsh,
    Pakistani,
    Bangladeshi,
    IndianSikh,
    IndianHindu,
    IndianSouth,
    Polish,
    Romanian,
    Somali,
    Nigerian,
    Chinese,
    Arabic,
}
