using System.Security.Cryptography;
using System.Text;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.SelfAttack;

namespace Linkage.Pipeline.Tests.SelfAttack;

/// <summary>A run that was made with a key withstands; each careless way of making a part of it is found.</summary>
public sealed class AttackerTests
{
    private static readonly Dictionary<string, Func<string, byte[]>> Careless = new()
    {
        ["SHA-256"] = v => SHA256.HashData(Utf8(v)),
#pragma warning disable CA5350, CA5351 // The attack has to find what was made with a broken digest.
        ["SHA-1"] = v => SHA1.HashData(Utf8(v)),
        ["MD5"] = v => MD5.HashData(Utf8(v)),
#pragma warning restore CA5350, CA5351
        ["SHA-512 cut to 32 bytes"] = v => SHA512.HashData(Utf8(v))[..32],
        ["SHA-256 cut to 16 bytes"] = v => SHA256.HashData(Utf8(v))[..16],
        ["SHA-256 of small letters"] = v => SHA256.HashData(Utf8(v.ToLowerInvariant())),
        ["salt before"] = v => SHA256.HashData(Utf8($"ashgrove-council:{v}")),
        ["salt after"] = v => SHA256.HashData(Utf8($"{v}|rent-arrears-panel")),
        ["salted SHA-512"] = v => SHA512.HashData(Utf8($"homes-and-money{v}")),
        ["empty key"] = v => HMACSHA256.HashData(Array.Empty<byte>(), Utf8(v)),
        ["key of noughts"] = v => HMACSHA256.HashData(new byte[32], Utf8(v)),
        ["public word as key"] = v => HMACSHA256.HashData(Utf8("homes-and-money"), Utf8(v)),
        ["key derived from noughts"] = v => HMACSHA256.HashData(
            HKDF.DeriveKey(HashAlgorithmName.SHA256, new byte[32], 32, "linkage-hkdf-salt-v1"u8.ToArray(), new KeyInfo("record-key", "ashgrove-council", "dataset:rent-arrears-panel", "record", 1).Encode()), Utf8(v)),
    };

    public static TheoryData<string> Schemes => [.. Careless.Keys];

    [Fact]
    public void Execute_PseudonymsMadeWithAKey_FindsNothing()
    {
        using var world = new AttackWorld();

        var report = world.Attack();

        Assert.Empty(report.Found);
        Assert.True(report.Guesses > 100_000);
        Assert.Equal(["date", "name", "nhs-number", "record-id", "uprn"], report.Dictionaries.Select(d => d.Name));
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Execute_RecordKeysMadeCarelessly_AreResolved(string scheme)
    {
        using var world = new AttackWorld { RecordKey = t => Careless[scheme](t.Reference) };

        Assert.Contains(world.Attack().Found, f => f is { Code: AttackCodes.Resolved, Where: "research zone, rent-arrears-panel", Column: "record_key", Dictionary: "record-id" });
    }

    [Fact]
    public void Execute_UnkeyedUprnAsHouseholdKey_CountsEveryHousehold()
    {
        using var world = new AttackWorld { HouseholdKey = t => SHA256.HashData(Utf8(t.Uprn)) };

        Assert.Contains(world.Attack().Found, f => f is { Column: "household_key", Dictionary: "uprn", Scheme: "SHA-256", Values: 60 });
    }

    [Fact]
    public void Execute_OneUnkeyedRecordAmongMany_IsResolved()
    {
        using var world = new AttackWorld { RecordKey = t => t.Number == 17 ? SHA256.HashData(Utf8(t.Reference)) : AttackWorld.Keyed("record", t.Reference) };

        Assert.Contains(world.Attack().Found, f => f is { Column: "record_key", Values: 1 });
    }

    [Fact]
    public void Execute_UnkeyedPersonKeyOfRecordKeys_IsResolved()
    {
        using var world = new AttackWorld { PersonKey = SHA256.HashData };

        Assert.Contains(world.Attack().Found, f => f is { Code: AttackCodes.Resolved, Where: "output bands", Column: "person_key", Dictionary: "record-key" });
    }

    [Fact]
    public void Execute_RecordKeyInPlaceOfThePersonKey_IsResolved()
    {
        using var world = new AttackWorld { PersonKey = key => key };

        Assert.Contains(world.Attack().Found, f => f is { Code: AttackCodes.Resolved, Column: "person_key", Scheme: "no key of the grant", Values: 60 });
    }

    [Theory]
    [InlineData("hexadecimal")]
    [InlineData("base64")]
    public void Execute_UnkeyedDateOfBirthAsText_IsResolved(string written)
    {
        using var world = new AttackWorld
        {
            Released = t => SHA256.HashData(Utf8(t.Born)) is var digest && written == "base64" ? Convert.ToBase64String(digest) : Convert.ToHexString(digest),
        };

        Assert.Contains(world.Attack().Found, f => f is { Code: AttackCodes.Resolved, Column: "arrears_band", Dictionary: "date" });
    }

    [Fact]
    public void Execute_NameAndDateUnderADigest_IsResolved()
    {
        using var world = new AttackWorld { Released = t => Convert.ToHexString(SHA256.HashData(Utf8($"{t.Forename}|{t.Surname}|{t.Born}".ToUpperInvariant()))) };

        Assert.Contains(world.Attack().Found, f => f is { Code: AttackCodes.Resolved, Column: "arrears_band", Dictionary: "name-and-date" });
    }

    [Fact]
    public void Execute_SpineCopiedFromAnotherGrant_IsFound()
    {
        using var world = new AttackWorld();
        world.PublishOtherSpine(new string('a', 64), world.PersonKey);

        Assert.Contains(world.Attack().Found, f => f is { Code: AttackCodes.Repeated, Column: "person_key", Values: 60 });
    }

    [Fact]
    public void Execute_EarlierSpineOfTheSameGrant_IsNoRepetition()
    {
        using var world = new AttackWorld();
        world.PublishOtherSpine(world.Grant.ContentHash, world.PersonKey);

        Assert.Empty(world.Attack().Found);
    }

    [Fact]
    public void Execute_SpineOfAnotherGrantUnderItsOwnKeys_IsSearchedAndClean()
    {
        using var world = new AttackWorld { HouseholdKey = t => RandomNumberGenerator.GetBytes(32) };
        world.PublishOtherSpine(new string('b', 64), key => AttackWorld.Keyed("another person", Convert.ToHexString(key)));

        var report = world.Attack();

        Assert.Equal((1, 0), (report.OtherSets, report.Found.Count));
    }

    [Fact]
    public void Execute_OneNameInAResearchColumn_IsFound()
    {
        using var world = new AttackWorld { Tenure = t => t.Number == 5 ? AttackWorld.Tenants[9].Surname : "COUNCIL" };

        Assert.Contains(world.Attack().Found, f => f is { Code: AttackCodes.Identifier, Column: "tenure", Dictionary: "rent-arrears-panel.surname", Values: 1 });
    }

    [Fact]
    public void Execute_UprnInAnOutput_IsFound()
    {
        using var world = new AttackWorld { Released = t => t.Uprn };

        Assert.Contains(world.Attack().Found, f => f is { Code: AttackCodes.Identifier, Where: "output bands", Column: "arrears_band" });
    }

    [Fact]
    public void Execute_RecordIdInBase64_IsFound()
    {
        using var world = new AttackWorld { Tenure = t => Convert.ToBase64String(Utf8(t.Reference)) };

        Assert.Contains(world.Attack().Found, f => f is { Code: AttackCodes.Identifier, Column: "tenure", Dictionary: "rent-arrears-panel.panel_ref" });
    }

    [Fact]
    public void Execute_DatesOfBirthInAnAttribute_AreFound()
    {
        using var world = new AttackWorld { PanelDate = t => t.Born };

        Assert.Contains(world.Attack().Found, f => f is { Code: AttackCodes.Identifier, Column: "panel_date", Scheme: "the value of the same record" });
    }

    [Fact]
    public void Execute_DatesThatOthersWereBornOn_AreChance()
    {
        using var world = new AttackWorld { PanelDate = t => AttackWorld.Tenants[(t.Number + 7) % 60].Born };

        Assert.Empty(world.Attack().Found);
    }

    [Fact]
    public void Execute_CategoryThatIsSomebodysName_IsNone()
    {
        // "Zyxada" is the forename of three tenants.
        using var world = new AttackWorld { Tenure = t => t.Number < 40 ? "Zyxada" : "PRIVATE" };

        Assert.DoesNotContain(world.Attack().Found, f => f.Column == "tenure");
    }

    [Fact]
    public void Execute_NamesInAnOutreach_AreItsRecipients()
    {
        using var world = new AttackWorld { Released = t => t.Address, Kind = OutputKind.Outreach };

        Assert.Empty(world.Attack().Found);
    }

    [Fact]
    public void Explanation_OfAFinding_HoldsNoValue()
    {
        using var world = new AttackWorld { Released = t => t.Address };

        Assert.All(world.Attack().Found, f => Assert.DoesNotContain("Xylographers", f.Explanation, StringComparison.Ordinal));
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
