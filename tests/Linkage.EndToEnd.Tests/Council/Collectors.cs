using System.Runtime.Versioning;
using System.Security.Cryptography;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>Two members of teams with keys of their own, in a workspace that knows them.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Collectors : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _registered;

    public Collectors()
    {
        _registered = new[] { Outreach, Research }.ToDictionary(person => person, person => Key(KeyOf(person)), StringComparer.Ordinal);
        Opening = _folder.PathOf("opening.pem");
        OpeningPublic = _folder.PathOf("opening-public.pem");
        using var pair = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(Opening, pair.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(OpeningPublic, pair.ExportSubjectPublicKeyInfoPem());
        Directory.CreateDirectory(Handover);
    }

    /// <summary>Collects for homes-and-money-outreach.</summary>
    public static string Outreach => "p-reid";

    /// <summary>Collects for research-team.</summary>
    public static string Research => "p-vance";

    /// <summary>The private key that opens copies.</summary>
    public string Opening { get; }

    /// <summary>Its public half.</summary>
    public string OpeningPublic { get; }

    /// <summary>Where copies are put.</summary>
    public string Handover => _folder.PathOf("handover");

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
