using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Zones.AzureBlob;

/// <summary>
/// Azurite on loopback, over TLS with a certificate of its own and asked by token, as the service is: the real client reaches it under the service's real name, and no account key is given to it.
/// </summary>
public sealed partial class AzuriteServer : IDisposable
{
    private const string Account = "linkagezones";

    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _certificate = MakeCertificate();
    private readonly Process _process;
    private readonly int _port;
    private int _containers;

    public AzuriteServer()
    {
        var (certificate, key) = (_folder.PathOf("tls.pem"), _folder.PathOf("tls.key"));
        File.WriteAllText(certificate, _certificate.ExportCertificatePem());
        File.WriteAllText(key, _certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var program = RepositoryPaths.Of("tests", "Linkage.Pipeline.Tests", "Zones", "AzureBlob", "azurite", "node_modules", "azurite", "dist", "src", "blob", "main.js");
        var start = new ProcessStartInfo("node", [program, "--blobHost", "127.0.0.1", "--blobPort", "0", "--oauth", "basic", "--cert", certificate, "--key", key, "--inMemoryPersistence", "--disableTelemetry", "--silent"])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["AZURITE_ACCOUNTS"] = $"{Account}:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(64))}" },
        };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        var port = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                port.TrySetException(new InvalidOperationException("Azurite ended before it listened."));
            }
            else if (Listening().Match(line.Data) is { Success: true } match)
            {
                port.TrySetResult(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
            }
        };
        _process.BeginOutputReadLine();
        _port = port.Task.WaitAsync(TimeSpan.FromSeconds(60)).GetAwaiter().GetResult();
    }

    /// <summary>As whom it is asked.</summary>
    public static TokenCredential Credential { get; } = new Issued("https://storage.azure.com");

    /// <summary>A token for another service.</summary>
    public static TokenCredential OtherCredential { get; } = new Issued("https://vault.azure.net");

    /// <summary>What connects the service's names to it.</summary>
    public HttpClientTransport Transport(bool trusting = true, BlobLine? line = null)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, _port, token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        if (trusting)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.Add(_certificate);
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        if (line is null)
        {
            return new HttpClientTransport(handler);
        }

        line.InnerHandler = handler;
        return new HttpClientTransport(line);
    }

    /// <summary>Address of a container that is not there yet.</summary>
    public Uri NewAddress() => new($"https://{Account}.blob.core.windows.net/test-{Interlocked.Increment(ref _containers)}");

    /// <summary>A client of somebody with rights of their own.</summary>
    public BlobContainerClient Client(Uri container) => new(container, Credential, new BlobClientOptions(BlobClientOptions.ServiceVersion.V2024_11_04) { Transport = Transport() });

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _certificate.Dispose();
        _folder.Dispose();
    }

    [GeneratedRegex("listens? (?:at|on) https://127\\.0\\.0\\.1:([0-9]+)")]
    private static partial Regex Listening();

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Linkage stand-in storage", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("*.blob.core.windows.net");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }

    /// <summary>Tokens as the sign-in service gives them, but for the signature, which the emulator does not look at.</summary>
    private sealed class Issued(string audience) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Assert.Equal(["https://storage.azure.com/.default"], requestContext.Scopes);
            var now = TimeProvider.System.GetUtcNow();
            var (from, to) = (now.AddMinutes(-5).ToUnixTimeSeconds(), now.AddHours(1).ToUnixTimeSeconds());
            var body = string.Create(CultureInfo.InvariantCulture, $$"""{"aud":"{{audience}}","iss":"https://sts.windows.net/6f4c9a52-1f5a-4a0e-9c53-0d1e6b1f2a01/","iat":{{from}},"nbf":{{from}},"exp":{{to}}}""");
            return new AccessToken($"{Part("""{"alg":"RS256","typ":"JWT"}""")}.{Part(body)}.{Part("unsigned")}", now.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));

        private static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
    }
}

/// <summary>The tests share one emulator, and have a container each.</summary>
[CollectionDefinition(Name)]
public sealed class AzuriteGroup : ICollectionFixture<AzuriteServer>
{
    public const string Name = "Azurite";
}
