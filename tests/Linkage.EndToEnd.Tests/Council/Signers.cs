using System.Runtime.Versioning;
using System.Security.Cryptography;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>People of the sample registry who had no key there, with keys of their own.</summary>
[UnsupportedOSPlatform("windows")]
internal class Signers : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _registered;

    public Signers(params IReadOnlyList<string> people) => _registered = people.ToDictionary(person => person, person => Key(KeyOf(person)), StringComparer.Ordinal);

    /// <summary>The private key that a person signs with.</summary>
    public string KeyOf(string person) => _folder.PathOf($"{person}.pem");

    /// <summary>A path for something that is not there yet.</summary>
    public string New(string name) => _folder.PathOf(name);

    /// <summary>Writes the keys into the directory of people.</summary>
    public void Register(string governance)
    {
        var path = Path.Combine(governance, "rules", "people.yaml");
        var text = File.ReadAllText(path);
        foreach (var (person, key) in _registered)
        {
            text = text.Replace($"- id: {person}\n", $"- id: {person}\n    keys: [{{ publicKey: {key}, from: 2026-01-05 }}]\n", StringComparison.Ordinal);
        }

        File.WriteAllText(path, text);
    }

    public void Dispose() => _folder.Dispose();

    private static string Key(string path)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(path, key.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }
}
