using System.Security.Cryptography;
using System.Text;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Pseudonymise;

namespace Linkage.Pipeline.SelfAttack;

/// <summary>The words an attacker tries as salt and as key: everything that has a name in the grant, the contracts and the source code, and what careless hands write.</summary>
internal static class KnownKeys
{
    private static readonly string[] Usual = ["linkage", "pseudonym", "record", "person", "household", "secret", "salt", "key", "pepper", "password", "test", "changeme"];

    /// <summary>Words that stand in files everybody may read.</summary>
    internal static IReadOnlyList<string> PublicWords(AttackRequest request) =>
    [
        .. new[] { request.Council, request.Grant.ProjectId, request.Grant.Id, request.Grant.ContentHash, request.Grant.RuleId, request.Grant.RuleHash, request.Linked.Grant.Key }
            .Concat(request.Datasets.SelectMany(NamesOf))
            .Concat(Usual)
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>
    /// Keys of HMAC-SHA-256 with a name each. The empty key and every key of noughts are one: HMAC fills a key up with noughts.
    /// </summary>
    internal static IEnumerable<(string Name, byte[] Key)> Of(AttackRequest request)
    {
        var words = PublicWords(request);
        foreach (var word in words)
        {
            yield return ($"HMAC-SHA-256 under '{word}'", Encoding.UTF8.GetBytes(word));
            if (word.Length % 2 == 0 && word.All(char.IsAsciiHexDigit))
            {
                yield return ($"HMAC-SHA-256 under the bytes of '{word}'", Convert.FromHexString(word));
            }
        }

        // What the source code derives, from a root secret that is none.
        foreach (var (name, root) in Usual.Select(w => ($"'{w}'", Encoding.UTF8.GetBytes(w))).Append(("noughts", new byte[LocalKeyVault.RootSecretLength])).Append(("nothing", [])))
        {
            foreach (var dataset in request.Datasets)
            {
                var info = new KeyInfo("record-key", request.Council, $"dataset:{dataset.Contract.Id}", "record", request.Epoch).Encode();
                yield return ($"HMAC-SHA-256 under the key of {dataset.Contract.Id} derived from {name}", HKDF.DeriveKey(HashAlgorithmName.SHA256, root, SHA256.HashSizeInBytes, KeyRing.Salt, info));
            }
        }
    }

    /// <summary>The two blocks that HMAC-SHA-256 puts before the text and before the inner digest (RFC 2104).</summary>
    internal static (byte[] Inner, byte[] Outer) BlocksOf(byte[] key)
    {
        const int Block = 64;
        var filled = new byte[Block];
        (key.Length > Block ? SHA256.HashData(key) : key).CopyTo(filled, 0);
        return ([.. filled.Select(b => (byte)(b ^ 0x36))], [.. filled.Select(b => (byte)(b ^ 0x5c))]);
    }

    private static IEnumerable<string> NamesOf(LinkDataset dataset) =>
    [
        dataset.Contract.Id.Value,
        dataset.Contract.RecordId.Name,
        .. dataset.Contract.Columns.Where(c => c.Meaning is not null).Select(c => c.Name),
        dataset.IdentitySet.Seal.FactsAs<PseudonymiseFacts>().KeyId,
    ];
}
