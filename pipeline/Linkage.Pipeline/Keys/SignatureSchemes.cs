namespace Linkage.Pipeline.Keys;

/// <summary>The schemes by the names people and files know them by.</summary>
public static class SignatureSchemes
{
    /// <summary>The scheme of a new key when nobody asks for another.</summary>
    public const SignatureScheme Default = SignatureScheme.EcdsaP256;

    /// <summary>Every name, the default first.</summary>
    public static IReadOnlyList<string> Names { get; } = [Default.Written(), SignatureScheme.RsaPkcs1.Written()];

    /// <summary>The name of a scheme: <c>ecdsa-p256</c> or <c>rsa-3072</c>.</summary>
    public static string Written(this SignatureScheme scheme) => scheme switch
    {
        SignatureScheme.EcdsaP256 => "ecdsa-p256",
        SignatureScheme.RsaPkcs1 => "rsa-3072",
        _ => throw new ArgumentOutOfRangeException(nameof(scheme)),
    };

    /// <summary>Reads a name.</summary>
    /// <returns>Null when it is none.</returns>
    public static SignatureScheme? Read(string? name) => Enum.GetValues<SignatureScheme>().Cast<SignatureScheme?>().FirstOrDefault(s => s!.Value.Written() == name);
}
