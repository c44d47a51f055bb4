using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Linkage.TestKit.Deliveries;

/// <summary>A server on loopback that gives one file by HTTPS to whoever shows the one certificate it knows. It honours ranges and ETags as RFC 9110 has them, and can be told to break off.</summary>
public sealed class TlsFileServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly X509Certificate2 _server;
    private readonly X509Certificate2 _client = Make("linkage");
    private readonly X509Certificate2 _stranger = Make("stranger");

    /// <summary>Starts one.</summary>
    /// <param name="issuer">Where its certificate says that its issuer is to be fetched, which nobody knows; null for one that signs itself.</param>
    public TlsFileServer(Uri? issuer = null)
    {
        _server = Make("localhost", issuer);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_server, https =>
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (shown, _, _) => shown.Thumbprint == _client.Thumbprint;
        })));
        _app = builder.Build();
        _app.Run(AnswerAsync);
        _app.StartAsync().GetAwaiter().GetResult();
        var port = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
        Address = string.Create(CultureInfo.InvariantCulture, $"https://localhost:{port}/");
    }

    /// <summary>Its address, with a slash at the end.</summary>
    public string Address { get; }

    /// <summary>The file, wherever it is asked for.</summary>
    public byte[] File { get; set; } = [];

    /// <summary>Its ETag, with quotes; null for none.</summary>
    public string? Tag { get; set; } = "\"one\"";

    /// <summary>After how many bytes of a body it breaks off; null for never.</summary>
    public int? BreaksAfter { get; set; }

    /// <summary>Answers in its stead; says whether it did.</summary>
    public Func<HttpContext, Task<bool>>? Instead { get; set; }

    /// <summary>Status and range of every answer, in order.</summary>
    public List<string> Answers { get; } = [];

    /// <summary>PEM of its certificate, which signs itself.</summary>
    public string Authority => _server.ExportCertificatePem();

    /// <summary>PEM of its certificate and its key, for another server of the same name.</summary>
    public byte[] Key => Pem(_server);

    /// <summary>PEM of the certificate it knows and its key.</summary>
    public byte[] Client => Pem(_client);

    /// <summary>PEM of another certificate and its key.</summary>
    public byte[] Stranger => Pem(_stranger);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _server.Dispose();
        _client.Dispose();
        _stranger.Dispose();
    }

    private static byte[] Pem(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return Encoding.ASCII.GetBytes($"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
    }

    private static X509Certificate2 Make(string name, Uri? issuer = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        if (issuer is null)
        {
            return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        }

        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension([], [issuer.AbsoluteUri]));
        using var authority = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = request.Create(new X500DistinguishedName("CN=nobody"), X509SignatureGenerator.CreateForECDsa(authority), now.AddDays(-1), now.AddDays(1), [1, 2, 3, 4]);
        return signed.CopyWithPrivateKey(key);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (Instead is { } instead && await instead(context))
        {
            Answers.Add(context.Response.StatusCode.ToString(CultureInfo.InvariantCulture));
            return;
        }

        var (head, answer) = (context.Request.Headers, context.Response);
        if (Tag is not null)
        {
            answer.Headers.ETag = Tag;
            if (head.IfNoneMatch == Tag)
            {
                answer.StatusCode = 304;
                Answers.Add("304");
                return;
            }
        }

        var from = 0;
        if (head.Range.ToString() is { Length: > 0 } range && head.IfRange == Tag)
        {
            from = int.Parse(range.AsSpan("bytes=".Length, range.Length - "bytes=".Length - 1), CultureInfo.InvariantCulture);
            if (from >= File.Length)
            {
                answer.StatusCode = 416;
                Answers.Add("416");
                return;
            }

            answer.StatusCode = 206;
            answer.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{File.Length - 1}/{File.Length}");
        }

        Answers.Add(string.Create(CultureInfo.InvariantCulture, $"{answer.StatusCode} from {from}"));
        answer.ContentLength = File.Length - from;
        var until = BreaksAfter is { } most ? Math.Min(File.Length, from + most) : File.Length;
        await answer.Body.WriteAsync(File.AsMemory(from, until - from));
        await answer.Body.FlushAsync();
        if (until < File.Length)
        {
            context.Abort();
        }
    }
}
