using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>Two members of teams with keys of their own, in a workspace that knows them.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Collectors : Signers
{
    public Collectors()
        : base(Outreach, Research)
    {
        Opening = New("opening.pem");
        OpeningPublic = New("opening-public.pem");
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
    public string Handover => New("handover");
}
