using Linkage.Synthetic.City;
using Linkage.Synthetic.People;

namespace Linkage.Synthetic.Recording;

/// <summary>Turns a true home into the address, postcode and UPRN a source holds.</summary>
internal static class HomeRecording
{
    /// <summary>The home as the clerk's source holds it.</summary>
    /// <param name="clerk">Whoever keys the record.</param>
    /// <param name="person">The person; may be recorded where they lived before.</param>
    /// <param name="household">Their household.</param>
    /// <param name="isProtected">The person's address is protected and this record shows it.</param>
    public static RecordedHome Record(Clerk clerk, Person person, Household household, bool isProtected)
    {
        if (isProtected)
        {
            return new RecordedHome("Address withheld", Postcodes.Protected, string.Empty);
        }

        var home = clerk.Happens(Variation.OldAddress, person.FormerHome is not null) ? person.FormerHome!.Value : household.Home;
        var address = clerk.Happens(Variation.AddressAlias) ? AddressWriter.Alias(home, clerk.Random) : AddressWriter.Line(home);
        return new RecordedHome(address, Postcode(clerk, home), Uprn(clerk, home));
    }

    private static string Uprn(Clerk clerk, Home home)
    {
        if (clerk.Happens(Variation.MissingUprn))
        {
            return string.Empty;
        }

        if (clerk.Happens(Variation.DummyUprn))
        {
            return clerk.Random.Chance(0.7) ? Uprns.CivicCentre : Uprns.Nothing;
        }

        return clerk.Happens(Variation.ParentUprn, home.Property.IsChild) ? home.ParentUprn! : home.Uprn;
    }

    private static string Postcode(Clerk clerk, Home home)
    {
        if (clerk.Happens(Variation.MissingPostcode))
        {
            return string.Empty;
        }

        var postcode = home.Postcode;
        if (clerk.Happens(Variation.PostcodeTypo))
        {
            const string letters = "ABDEFGHJLNPQRSTUWXYZ";
            var at = letters.IndexOf(postcode[^1], StringComparison.Ordinal);
            postcode = postcode[..^1] + letters[(at + clerk.Random.Between(1, letters.Length - 1)) % letters.Length];
        }

        if (!clerk.Happens(Variation.PostcodeFormat))
        {
            return postcode;
        }

        return clerk.Random.Below(4) switch
        {
            0 => postcode.Replace(" ", string.Empty, StringComparison.Ordinal),
            1 => postcode.ToLowerInvariant(),
            2 => postcode.Replace(" ", string.Empty, StringComparison.Ordinal).ToLowerInvariant(),
            _ => postcode.Replace(" ", "  ", StringComparison.Ordinal) + " ",
        };
    }
}
