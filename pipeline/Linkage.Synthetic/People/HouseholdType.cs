namespace Linkage.Synthetic.People;

/// <summary>How a household is made up.</summary>
internal enum HouseholdType : byte
{
    Single,
    SinglePensioner,
    Couple,
    PensionerCouple,
    CoupleWithChildren,
    CoupleWithAdultChildren,
    LoneParent,
    MultiGenerational,
    SharedHouse,
    Student,
    CareHome,
}
