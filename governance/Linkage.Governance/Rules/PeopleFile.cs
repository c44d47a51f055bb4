using Linkage.Governance.Documents;

namespace Linkage.Governance.Rules;

/// <summary>Reads <c>governance/rules/people.yaml</c>; its form is <c>schemas/formats/people.schema.json</c>.</summary>
public static class PeopleFile
{
    /// <summary>The word at the head of such a file.</summary>
    public const string Kind = "LinkagePeople";

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationException">The file is not a directory of people, or an account belongs to two.</exception>
    public static People Load(string path) => Of(YamlDocument.Load(path).Root);

    /// <summary>Reads the content of a file that is already there as values.</summary>
    internal static People Of(YamlNode root) => root.AsMap(map =>
    {
        map.Required("kind").AsOneOf([Kind]);
        map.RequiredInteger("formatVersion", 1, 1);
        map.OptionalString("note");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var persons = map.RequiredList("people", node =>
        {
            var person = node.AsMap(Person);
            if (person.Keys.DistinctBy(key => key.PublicKey).Count() != person.Keys.Count)
            {
                throw node.Error("a key of this person is there twice; write it once, with the days it signs on.");
            }

            if (person.Keys.Select(key => key.PublicKey).Distinct(StringComparer.Ordinal).FirstOrDefault(key => !keys.Add(key)) is not null)
            {
                throw node.Error("a key of this person is already another's; one person signs with one key, or two approvals could come from one hand.");
            }

            return person.Accounts.Append(person.Id).All(seen.Add)
                ? person
                : throw node.Error("the id or an account of this person is already taken; every id and account belongs to one person.");
        });
        return new People(persons);
    });

    private static Person Person(YamlMapping map) => new(
        map.RequiredString("id"),
        map.RequiredString("office"),
        map.OptionalBoolean("councillor") ?? false,
        map.OptionalStrings("accounts"),
        map.OptionalList("roles", node => node.AsMap(role => new HeldRole(role.RequiredEnum<ApproverRole>("role"), role.RequiredDate("from"), role.OptionalDate("to")))),
        map.OptionalList("delegations", node => node.AsMap(given => new Delegation(
            given.RequiredEnum<ApproverRole>("role"),
            given.RequiredString("delegate"),
            given.RequiredDate("from"),
            given.OptionalDate("to")))))
    {
        Keys = map.OptionalList("keys", node => node.AsMap(key => new ApproverKey(PublicKey(key.Required("publicKey")), key.RequiredDate("from"), key.OptionalDate("to"), key.OptionalBoolean("revoked") ?? false))),
        Teams = map.OptionalList("teams", node => node.AsMap(held => new TeamMembership(held.RequiredString("team"), held.RequiredDate("from"), held.OptionalDate("to")))),
    };

    private static string PublicKey(YamlNode node) =>
        ApproverKey.IsPublicKey(node.AsString())
            ? node.AsString()
            : throw node.Error("it is not the public half of an ECDSA key on P-256 (SubjectPublicKeyInfo in base64); 'linkage rules key' prints one.");
}
