using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace Linkage.Pipeline.Keys.Cloud;

/// <summary>
/// As whom a Key Vault is asked. Each is said outright; nothing is looked for, so a job never comes to use an identity that somebody happened to be signed in with.
/// </summary>
public abstract record AzureIdentity
{
    private AzureIdentity()
    {
    }

    /// <summary>What asks the sign-in service; null for the client's own.</summary>
    public HttpPipelineTransport? Transport { get; init; }

    /// <summary>The credential.</summary>
    /// <exception cref="KeyVaultException">A file it needs cannot be used.</exception>
    public abstract TokenCredential Credential();

    private T Quiet<T>(T options)
        where T : TokenCredentialOptions
    {
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        if (Transport is not null)
        {
            options.Transport = Transport;
        }

        return options;
    }

    /// <summary>The identity that Azure gives this machine or container.</summary>
    /// <param name="ClientId">Of a user-assigned identity; null for the system-assigned one.</param>
    public sealed record Managed(string? ClientId) : AzureIdentity
    {
        /// <inheritdoc/>
        public override TokenCredential Credential() => new ManagedIdentityCredential(
            Quiet(new ManagedIdentityCredentialOptions(ClientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(ClientId))));
    }

    /// <summary>The identity that a Kubernetes service account stands for, by the token that the cluster puts into a file.</summary>
    /// <param name="Tenant">The tenant.</param>
    /// <param name="ClientId">The client.</param>
    /// <param name="TokenFile">File of the cluster's token.</param>
    /// <param name="Authority">The sign-in service; null for that of the public cloud.</param>
    public sealed record Workload(string Tenant, string ClientId, string TokenFile, Uri? Authority) : AzureIdentity
    {
        /// <inheritdoc/>
        public override TokenCredential Credential()
        {
            var options = Quiet(new WorkloadIdentityCredentialOptions { TenantId = Tenant, ClientId = ClientId, TokenFilePath = TokenFile });
            (options.AuthorityHost, options.DisableInstanceDiscovery) = (Authority ?? AzureAuthorityHosts.AzurePublicCloud, Authority is not null);
            return new WorkloadIdentityCredential(options);
        }
    }

    /// <summary>An application that signs in with a certificate.</summary>
    /// <param name="Tenant">The tenant.</param>
    /// <param name="ClientId">The client.</param>
    /// <param name="CertificateFile">PEM with certificate and private key, not encrypted, readable by its owner only.</param>
    /// <param name="Authority">The sign-in service; null for that of the public cloud.</param>
    public sealed record Certificate(string Tenant, string ClientId, string CertificateFile, Uri? Authority) : AzureIdentity
    {
        /// <inheritdoc/>
        public override TokenCredential Credential()
        {
            var options = Quiet(new ClientCertificateCredentialOptions());
            (options.AuthorityHost, options.DisableInstanceDiscovery) = (Authority ?? AzureAuthorityHosts.AzurePublicCloud, Authority is not null);
            return new ClientCertificateCredential(Tenant, ClientId, Load(), options);
        }

        private X509Certificate2 Load()
        {
            if (!File.Exists(CertificateFile))
            {
                throw new KeyVaultException(CertificateFile, "is missing", "Put the certificate and its private key there, as PEM in one file, readable by its owner only.");
            }

            var pem = PrivateKeyFile.Read(CertificateFile);
            var text = new char[pem.Length];
            try
            {
                System.Text.Encoding.Latin1.GetChars(pem, text);
                return X509Certificate2.CreateFromPem(text, text);
            }
            catch (CryptographicException)
            {
                throw new KeyVaultException(CertificateFile, "holds no certificate with its private key", "Give both as PEM in one file, not encrypted, readable by its owner only.");
            }
            finally
            {
                CryptographicOperations.ZeroMemory(pem);
                Array.Clear(text);
            }
        }
    }
}
