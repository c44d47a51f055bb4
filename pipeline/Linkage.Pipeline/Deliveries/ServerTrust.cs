using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Linkage.Pipeline.Deliveries;

/// <summary>By whom a server's certificate has to be signed.</summary>
internal static class ServerTrust
{
    /// <summary>What a chain of certificates is held to.</summary>
    /// <param name="caFile">Absolute path of the PEM certificates that alone are trusted; null for those of the machine.</param>
    /// <param name="where">Where the extract comes from.</param>
    /// <exception cref="DeliveryException">The file cannot be used.</exception>
    public static X509ChainPolicy Policy(string? caFile, string where)
    {
        // A certificate may name where its issuer is to be fetched: whoever shows one would have this machine ask wherever they like.
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (caFile is null)
        {
            return policy;
        }

        PinFile.Require(caFile, "caFile", where);
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(caFile);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            policy.CustomTrustStore.Clear();
        }

        return policy.CustomTrustStore.Count > 0 ? policy : throw new DeliveryException(DeliveryProblem.Untrusted, where, "was not fetched: the file that caFile names holds no certificate that can be read", "Put the PEM certificates there by which the server is to be known.");
    }
}
