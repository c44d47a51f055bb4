using Linkage.Synthetic.People;
using Linkage.Synthetic.Randomness;

namespace Linkage.Synthetic.Membership;

/// <summary>
/// Which sources know which member of a household. One hardship drives arrears, vouchers, Think Family, benefits and the DWP file together,
/// and being in one makes another likelier, so that the same people recur. The factors are set so that a city of 100,000 has extracts of the size of a real council's.
/// </summary>
internal sealed class HouseholdSources
{
    private readonly HashSet<(long Person, Source Source)> _known = [];

    private HouseholdSources(Household household, SeededRandom random)
    {
        if (household.Type == HouseholdType.Student)
        {
            OutsideHardship(household, random);
            return;
        }

        var isCommunal = household.Type == HouseholdType.CareHome;
        var hardship = household.Hardship;
        var square = hardship * hardship;
        var head = household.Head;
        if (!isCommunal)
        {
            Add(head, Source.CouncilTax);
            var isPensioner = head.Age >= 66;
            var onBenefit = random.Chance(Math.Min(0.95, (isPensioner ? 1.6 : 2.1) * square));
            var onUniversalCredit = !isPensioner && random.Chance(Math.Min(0.95, (onBenefit ? 0.33 : 0.03) + 0.98 * square));
            if (onBenefit)
            {
                Add(head, Source.Benefits);
            }

            if (onUniversalCredit)
            {
                Add(household.Partner is { } partner && random.Chance(0.4) ? partner : head, Source.Dwp);
            }

            var inArrears = household.Tenure is Tenure.Council or Tenure.HousingAssociation or Tenure.Private
                && random.Chance(0.49 * square * (onUniversalCredit ? 1.6 : 0.8));
            if (inArrears)
            {
                Add(head, Source.RentArrears);
                if (household.Partner is { } tenant && random.Chance(0.25))
                {
                    Add(tenant, Source.RentArrears);
                }
            }

            var asked = random.Chance(square * (onUniversalCredit ? 0.34 : 0.09) * (inArrears ? 3.5 : 1));
            if (asked)
            {
                Add(household.Partner is { } caller && random.Chance(0.45) ? caller : head, Source.FoodVouchers);
            }

            if (household.Children.Any() && random.Chance(0.115 * square * (inArrears ? 2.2 : 0.8) * (asked ? 1.8 : 1)))
            {
                foreach (var member in household.Members.Where(m => m.Age < 18 || m == head || m == household.Partner))
                {
                    Add(member, Source.ThinkFamily);
                }
            }
        }

        OutsideHardship(household, random);
    }

    /// <summary>Draws the sources of one household.</summary>
    public static HouseholdSources Of(Household household, SeededRandom random) => new(household, random);

    /// <summary>True if the source holds the person.</summary>
    public bool Knows(Person person, Source source) => _known.Contains((person.Id, source));

    private void OutsideHardship(Household household, SeededRandom random)
    {
        foreach (var person in household.Members)
        {
            var careShare = person.Age switch
            {
                < 18 => 0,
                _ when household.Type == HouseholdType.CareHome => 0.6,
                < 65 => 0.0055,
                < 75 => 0.019,
                < 85 => 0.048,
                _ => 0.14,
            };
            if (random.Chance(careShare * (0.6 + household.Hardship)))
            {
                Add(person, Source.AdultSocialCare);
            }

            if (person.IsAdult)
            {
                // Most objections and most protected people come from those the council has dealings with.
                var isClient = Knows(person, Source.RentArrears) || Knows(person, Source.FoodVouchers) || Knows(person, Source.ThinkFamily);
                var isClaimant = Knows(person, Source.Benefits) || Knows(person, Source.Dwp);
                if (random.Chance(isClient ? 0.036 : isClaimant ? 0.013 : 0.0015))
                {
                    Add(person, Source.OptOut);
                }

                if (random.Chance((isClient ? 0.016 : isClaimant ? 0.0045 : 0.0004) * (person.Sex == Sex.Female ? 1.4 : 0.6)))
                {
                    Add(person, Source.Unsafe);
                }
            }
        }
    }

    private void Add(Person person, Source source) => _known.Add((person.Id, source));
}
