namespace Linkage.Synthetic.People;

/// <summary>Sex as the sources record it.</summary>
internal enum Sex : byte
{
    Female,
    Male,
}
