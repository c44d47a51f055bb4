using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Linkage.Jobs.Sending;

/// <summary>Whose certificates are trusted: those that a file names, and no others.</summary>
internal static class TrustedAuthorities
{
    /// <summary>How a chain is checked against the certificates of a file.</summary>
    /// <returns>Null where the file holds none that can be read.</returns>
    public static X509ChainPolicy? Of(string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            policy.CustomTrustStore.Clear();
        }

        return policy.CustomTrustStore.Count > 0 ? policy : null;
    }

    /// <summary>Whether a server's certificate is trusted for its name.</summary>
    /// <param name="shown">The certificate it showed.</param>
    /// <param name="errors">What the platform found wrong with it.</param>
    /// <param name="policy">What is trusted; null for what the machine trusts.</param>
    public static bool Trust(X509Certificate? shown, SslPolicyErrors errors, X509ChainPolicy? policy)
    {
        if (policy is null || shown is null)
        {
            return errors == SslPolicyErrors.None && shown is not null;
        }

        using var chain = new X509Chain { ChainPolicy = policy };
        using var certificate = new X509Certificate2(shown);
        return (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None && chain.Build(certificate);
    }
}
