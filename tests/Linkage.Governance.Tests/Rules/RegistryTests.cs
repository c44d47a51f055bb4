using System.Globalization;
using Linkage.Governance.Documents;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Rules;

public sealed class RegistryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("linkage-governance-").FullName;

    public RegistryTests()
    {
        foreach (var part in new[] { "catalogue", "rules" })
        {
            Directory.CreateDirectory(Path.Combine(_folder, part));
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Samples.GovernanceFolder, part), "*.yaml"))
            {
                File.Copy(file, Path.Combine(_folder, part, Path.GetFileName(file)));
            }
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void CommittedRules_Approvals_SignThePresentContent()
    {
        var rules = Path.Combine(Samples.GovernanceFolder, "rules");
        string[] files =
        [
            .. Directory.EnumerateFiles(rules, "*.v*.yaml"),
            .. Directory.EnumerateFiles(Path.Combine(Samples.RepositoryFolder, "tests", "Linkage.EndToEnd.Tests", "febrl", "governance", "rules"), "*.v*.yaml"),
        ];
        if (Environment.GetEnvironmentVariable("LINKAGE_SIGN_SAMPLES") == "1")
        {
            SampleApprovers.SignFiles(Path.Combine(rules, "people.yaml"), files);
        }

        var people = PeopleFile.Load(Path.Combine(rules, "people.yaml"));
        foreach (var path in files)
        {
            var rule = RuleFile.Load(path).Rule;
            Assert.NotEmpty(rule.Approvals);
            Assert.All(rule.Approvals, approval => Assert.True(
                approval.RuleHash == rule.ContentHash && people.TryFind(approval.Person, out var person) && people.HasSigned(person, rule, approval),
                $"{Path.GetFileName(path)} is not what its approvals sign. This is a sample: run this test with LINKAGE_SIGN_SAMPLES=1, which signs all samples with new keys. In use, make a new version and have it approved."));
        }
    }

    [Theory]
    [InlineData("homes-and-money.v5.YAML")]
    [InlineData("homes-and-money.v5.yml")]
    public void Load_FileThatWouldBeLeftOut_IsRefused(string name)
    {
        File.WriteAllText(Path.Combine(_folder, "rules", name), "kind: LinkageRule\n");
        Assert.Contains("left out in silence", Assert.Throws<Linkage.Governance.Documents.ConfigurationException>(() => Registry.Load(_folder)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void HashOf_MinimumAge_IsPartOfWhatIsApproved()
    {
        var rule = Samples.V4;

        Assert.Equal(18, rule.Reidentify.MinimumAge);
        Assert.NotEqual(rule.ContentHash, (rule with { Reidentify = rule.Reidentify with { MinimumAge = null } }).ContentHash);
        Assert.Null(Samples.Research.Reidentify.MinimumAge);
    }

    [Fact]
    public void HashOf_Models_ArePartOfWhatIsApproved()
    {
        var rule = Samples.V4;
        var models = rule.Models.ToDictionary();
        models["food-vouchers+think-family"] = new string('d', 64);

        Assert.NotEqual(rule.ContentHash, (rule with { Models = models }).ContentHash);
        Assert.NotEqual(rule.ContentHash, (rule with { Models = new Dictionary<string, string>() }).ContentHash);
    }

    [Fact]
    public void Load_TwiceAndFromACopy_HasOneHash() =>
        Assert.Equal(Registry.Load(Samples.GovernanceFolder).Hash, Registry.Load(_folder).Hash);

    [Theory]
    [InlineData("powers: [LA11-1, HA96-P7]", "powers: [LA11-1, HA96-P8]", "line {0}, key law.powers[1]: 'HA96-P8' is not an entry of the catalogue; correct it or add it there.")]
    [InlineData("codes: [income-maximisation, homelessness-prevention]", "codes: [income-maximization]", "line {0}, key purpose.codes[0]: 'income-maximization' is not a purpose of the catalogue; correct it or add it there.")]
    [InlineData("author: p-adeyemi", "author: p-nobody", "line {0}, key author: 'p-nobody' is not a person of people.yaml; correct it or add it there.")]
    [InlineData("nation: ENG", "nation: UK", "line {0}, key nation: 'UK' is not known here; write one of ENG, WAL, SCO, NI.")]
    [InlineData("status: Approved", "status: Expired", "line {0}, key status: Expired follows from the dates and is never written; write the status that was last decided.")]
    [InlineData("validTo: 2027-12-31", "validTo: 2025-12-31", "line {0}, key validTo: the rule ends before it begins; correct one of the two dates.")]
    [InlineData("retentionDays: 90", "retention: 90", "line 1, key retentionDays: the key 'retentionDays' is missing; add it.")]
    [InlineData("retentionDays: 90", "retentionDays: 90\nretentionNote: long", "line {1}, key retentionNote: the key 'retentionNote' is not known here; correct or remove it. Known keys: ")]
    [InlineData("call_notes: [Never]", "call_notes: [never]", "line {0}, key datasets[1].columns.call_notes[0]: 'never' is not known here; write one of Match, Select, Output, Never.")]
    [InlineData("right: food-vouchers, types", "right: food-voucher, types", "line {0}, key joins[0]: a dataset of this join is not among the datasets of the rule; correct its id.")]
    [InlineData("sources: [food-vouchers.address,", "sources: [food-vouchers.phone,", "key outputs[0]: a source of this output is not a column of the rule with the use Output; write it as dataset.column and give that column the use.")]
    [InlineData("keys: [uprn, person], minimumProbability: 0.95 }", "keys: [uprn, name], minimumProbability: 0.95 }", "line {0}, key joins[0].keys[1]: 'name' is not known here; write one of uprn, household, person.")]
    [InlineData("minimumProbability: 0.95 }", "minimumProbability: 1.5 }", "line {0}, key joins[0].minimumProbability: 1.5 is out of range; write a number from 0.5 to 1.")]
    [InlineData("minimumAge: 18", "minimumAge: 121", "line {0}, key reidentify.minimumAge: 121 is out of range; write a whole number from 0 to 120.")]
    [InlineData("  food-vouchers+rent-arrears-panel: ", "  rent-arrears-panel+food-vouchers: ", "line {0}, key models.rent-arrears-panel+food-vouchers: the two ids of this pair are not in order; write the one that comes first in the alphabet on the left.")]
    [InlineData("  think-family+unsafe-to-contact: ", "  unsafe-to-contact+think-family: ", "line {0}, key models.unsafe-to-contact+think-family: the two ids of this pair are not in order; write the one that comes first in the alphabet on the left.")]
    [InlineData("  food-vouchers+opt-out: ", "  food-vouchers-opt-out: ", "line {0}, key models.food-vouchers-opt-out: this is not a pair; write two ids with one plus sign between them, such as benefits+housing.")]
    [InlineData("  food-vouchers+opt-out: ", "  food-vouchers+opt-out+think-family: ", "line {0}, key models.food-vouchers+opt-out+think-family: this is not a pair; write two ids with one plus sign between them, such as benefits+housing.")]
    [InlineData("  food-vouchers+opt-out: ", "  food-vouchers+optout: ", "line {0}, key models.food-vouchers+optout: a side of this pair is not among the datasets and opt-out lists of the rule; correct its id, or remove the pair.")]
    [InlineData("  food-vouchers+opt-out: ", "  council-tax+food-vouchers: ", "line {0}, key models.council-tax+food-vouchers: a side of this pair is not among the datasets and opt-out lists of the rule; correct its id, or remove the pair.")]
    [InlineData("  food-vouchers+opt-out: ", "  opt-out+unsafe-to-contact: ", "line {0}, key models.opt-out+unsafe-to-contact: neither side of this pair is a dataset of the rule, and two lists are never compared; remove it.")]
    [InlineData("  think-family+think-family: \"", "  think-family+think-family: \"0", "line {0}, key models.think-family+think-family: this names no model; write its digest (64 lower-case hexadecimal digits, 'linkage hash' prints it), or trained for one trained on the run's own pairs.")]
    [InlineData("version: 3", "version: 5", "key id: the file of this rule version must be named homes-and-money.v5.yaml; rename the file or correct id and version.")]
    public void Load_BrokenRule_NamesFileLineKeyAndRemedy(string text, string instead, string message)
    {
        var path = Path.Combine(_folder, "rules", "homes-and-money.v3.yaml");
        var line = Edit(path, text, instead);
        var expected = message
            .Replace("{0}", line.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{1}", (line + 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

        var thrown = Assert.Throws<ConfigurationException>(() => Registry.Load(_folder));

        Assert.StartsWith(path, thrown.Message, StringComparison.Ordinal);
        Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DatasetDescribedInTwoWays_IsRefused()
    {
        Edit(Path.Combine(_folder, "rules", "homes-and-money.v4.yaml"), "subjects: [AdultSocialCare]", "subjects: []");
        File.WriteAllText(
            Path.Combine(_folder, "rules", "other.v1.yaml"),
            File.ReadAllText(Path.Combine(Samples.GovernanceFolder, "rules", "homes-and-money.v4.yaml")).Replace("id: homes-and-money\nversion: 4\nsupersedes: 3", "id: other\nversion: 1", StringComparison.Ordinal));

        Assert.Contains("gives 'adult-social-care' another origin, provider or subjects", Assert.Throws<ConfigurationException>(() => Registry.Load(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SupersededVersionIsGone_IsRefused()
    {
        File.Delete(Path.Combine(_folder, "rules", "homes-and-money.v3.yaml"));

        Assert.Contains("key supersedes", Assert.Throws<ConfigurationException>(() => Registry.Load(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileWithAnotherEnding_IsRefusedAndNotLeftOut()
    {
        File.Move(Path.Combine(_folder, "rules", "homes-and-money.v4.yaml"), Path.Combine(_folder, "rules", "homes-and-money.v4.yml"));

        Assert.Contains("rename this one", Assert.Throws<ConfigurationException>(() => Registry.Load(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SameEntryInTwoFiles_IsRefused()
    {
        File.Copy(Path.Combine(_folder, "catalogue", "benefits-and-tax.yaml"), Path.Combine(_folder, "catalogue", "z.yaml"));

        Assert.Contains("another entry of the catalogue has this id", Assert.Throws<ConfigurationException>(() => Registry.Load(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AccountOfTwoPeople_IsRefused()
    {
        Edit(Path.Combine(_folder, "rules", "people.yaml"), "accounts: [okafor-admin]", "accounts: [sandhu-laptop]");

        Assert.Contains("already taken", Assert.Throws<ConfigurationException>(() => Registry.Load(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoSuchFolder_SaysSo() =>
        Assert.Contains("there is no such folder", Assert.Throws<ConfigurationException>(() => Registry.Load(Path.Combine(_folder, "nothing"))).Message, StringComparison.Ordinal);

    /// <summary>Changes the first such text, and returns its line.</summary>
    private static int Edit(string path, string text, string instead)
    {
        var before = File.ReadAllText(path);
        var at = before.IndexOf(text, StringComparison.Ordinal);
        Assert.True(at >= 0, $"The sample no longer holds: {text}");
        File.WriteAllText(path, before[..at] + instead + before[(at + text.Length)..]);
        return before[..at].Count(letter => letter == '\n') + 1;
    }
}
