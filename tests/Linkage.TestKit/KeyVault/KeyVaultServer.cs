using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Linkage.TestKit.KeyVault;

/// <summary>
/// A stand-in for Azure Key Vault, its sign-in service and the machine's identity endpoint, on loopback, with TLS and a certificate of its own. The real clients drive it under the real names
/// (<c>NAME.vault.azure.net</c>, <c>login.microsoftonline.com</c>, 169.254.169.254): <see cref="Handler"/> connects every name to it, and <see cref="ChildEnvironment"/> does the same for a process
/// by way of a proxy, so that nothing of what a client checks has to be switched off.
/// </summary>
public sealed class KeyVaultServer : IAsyncDisposable
{
    /// <summary>The tenant it knows.</summary>
    public const string Tenant = "6f4c9a52-1f5a-4a0e-9c53-0d1e6b1f2a01";

    /// <summary>The client it knows.</summary>
    public const string Client = "0a8f0cfe-52b9-4d8e-8c3b-3c5d4e6f7a02";

    private const string SignInHost = "login.microsoftonline.com";
    private const string ApiVersion = "7.4";

    private static int _started;

    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate;
    private readonly VaultState _state;
    private readonly ConcurrentDictionary<string, byte> _tokens = new(StringComparer.Ordinal);
    private readonly List<(string Method, string Path, VaultFault Fault, int Met)> _faults = [];
    private readonly Lock _lock = new();
    private readonly TunnelProxy _proxy;
    private readonly int _plainPort;
    private readonly int _tlsPort;

    private KeyVaultServer(WebApplication app, X509Certificate2 certificate, TimeProvider clock)
    {
        (_app, _certificate, Clock) = (app, certificate, clock);
        Address = new Uri($"https://linkage-{Interlocked.Increment(ref _started)}-{Environment.ProcessId}.vault.azure.net/");
        _state = new VaultState(this);
        app.Run(AnswerAsync);
        app.StartAsync().GetAwaiter().GetResult();
        var ports = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(a => new Uri(a)).ToList();
        _tlsPort = ports.Single(p => p.Scheme == "https").Port;
        _plainPort = ports.Single(p => p.Scheme == "http").Port;
        _proxy = new TunnelProxy(_tlsPort);
    }

    /// <summary>Address of the vault.</summary>
    public Uri Address { get; }

    /// <summary>Its clock; secrets are dated to the second, rounded down.</summary>
    public TimeProvider Clock { get; }

    /// <summary>The instant it dates by.</summary>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(Clock.GetUtcNow().ToUnixTimeSeconds());

    /// <summary>What it holds.</summary>
    public IReadOnlyList<VaultSecret> Secrets => _state.Secrets;

    /// <summary>Rights that the identity does not have: get, list, set, delete, purge, recover, backup, restore.</summary>
    public HashSet<string> Denied { get; } = [];

    /// <summary>Whether it keeps what is deleted (all vaults do since 2025).</summary>
    public bool KeepsDeleted { get; set; } = true;

    /// <summary>Whether it refuses to purge.</summary>
    public bool PurgeProtection { get; set; }

    /// <summary>How often it says "not yet" after a deletion or purge.</summary>
    public int SettlesAfter { get; set; }

    /// <summary>Entries on a page of a list.</summary>
    public int PageSize { get; set; } = 25;

    /// <summary>The service for which it says tokens have to be.</summary>
    public string Resource { get; set; } = "https://vault.azure.net";

    /// <summary>Whether the sign-in service and the machine's identity endpoint give tokens.</summary>
    public bool GivesTokens { get; set; } = true;

    /// <summary>Whether the vault takes them.</summary>
    public bool TakesTokens { get; set; } = true;

    /// <summary>Every request to the vault with its status, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Runs before each request to the vault that has a token is answered.</summary>
    public Func<string, string, Task>? Before { get; set; }

    internal string RecoveryLevel => PurgeProtection ? "Recoverable" : "Recoverable+Purgeable";

    /// <summary>Starts one.</summary>
    /// <param name="clock">Its clock; null for that of the machine.</param>
    public static KeyVaultServer Start(TimeProvider? clock = null)
    {
        var certificate = MakeCertificate(clock ?? TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        return new KeyVaultServer(builder.Build(), certificate, clock ?? TimeProvider.System);
    }

    /// <summary>Connects every name to the stand-in.</summary>
    /// <param name="trusting">False for a machine that does not trust its certificate.</param>
    public HttpMessageHandler Handler(bool trusting = true)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, token) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port == 443 ? _tlsPort : _plainPort, token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        if (trusting)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.Add(_certificate);
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        return handler;
    }

    /// <summary>What makes a process of its own find the stand-in under the real names and trust it.</summary>
    /// <param name="folder">Where the certificate is written.</param>
    public Dictionary<string, string?> ChildEnvironment(string folder)
    {
        var file = Path.Combine(folder, "vault-authority.pem");
        File.WriteAllText(file, _certificate.ExportCertificatePem());
        return new()
        {
            ["https_proxy"] = null,
            ["NO_PROXY"] = null,
            ["no_proxy"] = null,
            ["HTTPS_PROXY"] = $"http://127.0.0.1:{_proxy.Port}",
            ["SSL_CERT_FILE"] = file,
            ["LINKAGE_KEYS"] = Address.AbsoluteUri,
            ["LINKAGE_KEYS_IDENTITY"] = "managed",
            ["IDENTITY_ENDPOINT"] = $"http://127.0.0.1:{_plainPort}/msi/token",
            ["IDENTITY_HEADER"] = "stand-in",
        };
    }

    /// <summary>Answers requests with a failure.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">What the path begins with.</param>
    /// <param name="fault">The failure.</param>
    public void Fail(string method, string path, VaultFault fault)
    {
        lock (_lock)
        {
            _faults.Add((method, path, fault, 0));
        }
    }

    /// <summary>Takes all failures back.</summary>
    public void Heal()
    {
        lock (_lock)
        {
            _faults.Clear();
        }
    }

    /// <summary>Puts a secret there, as somebody with a client of their own would.</summary>
    public VaultSecretVersion Put(string name, string value)
    {
        var answer = _state.Answer("PUT", $"/secrets/{name}", new Dictionary<string, string>(), new JsonObject { ["value"] = value });
        return answer.Status == 200 ? Secret(name).Versions[^1] : throw new InvalidOperationException($"The stand-in answered {answer.Status}.");
    }

    /// <summary>Does anything that somebody with rights of their own would.</summary>
    public int Do(string method, string path) => _state.Answer(method, path, new Dictionary<string, string>(), null).Status;

    /// <summary>A secret by name, deleted or not.</summary>
    public VaultSecret Secret(string name) => Secrets.Single(s => s.Name == name);

    /// <summary>Makes every secret older, so that nobody waits for it to settle.</summary>
    public void Age()
    {
        foreach (var version in Secrets.SelectMany(s => s.Versions))
        {
            version.Created -= TimeSpan.FromHours(1);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _proxy.Dispose();
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private static X509Certificate2 MakeCertificate(TimeProvider clock)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Linkage stand-in vault", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("*.vault.azure.net");
        names.AddDnsName(SignInHost);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = clock.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private static Task WriteAsync(HttpResponse response, int status, JsonObject? body)
    {
        response.StatusCode = status;
        if (body is null)
        {
            return Task.CompletedTask;
        }

        response.ContentType = "application/json; charset=utf-8";
        return response.WriteAsync(body.ToJsonString());
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value ?? "/";
        if (request.Host.Host == SignInHost)
        {
            await SignInAsync(context, path);
        }
        else if (!request.IsHttps)
        {
            await GiveAsync(context, GivesTokens && (request.Headers["X-IDENTITY-HEADER"] == "stand-in" || request.Headers["Metadata"] == "true") && request.Query["resource"] == "https://vault.azure.net");
        }
        else if (request.Host.Host == Address.Host)
        {
            await AnswerVaultAsync(context, path);
        }
        else
        {
            await WriteAsync(context.Response, 421, null);
        }
    }

    private async Task AnswerVaultAsync(HttpContext context, string path)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.Date = Clock.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        if (!TakesTokens || !(request.Headers.Authorization.ToString() is ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var token] && _tokens.ContainsKey(token)))
        {
            response.Headers.WWWAuthenticate = $"Bearer authorization=\"https://{SignInHost}/{Tenant}\", resource=\"{Resource}\"";
            await WriteAsync(response, 401, VaultAnswer.Error(401, "Unauthorized").Body);
            return;
        }

        if (request.Query["api-version"] != ApiVersion)
        {
            await WriteAsync(response, 400, VaultAnswer.Error(400, "BadParameter").Body);
            return;
        }

        if (Before is { } before)
        {
            await before(request.Method, path);
        }

        var fault = Meet(request.Method, path);
        VaultAnswer? answer = null;
        if (fault is null or { AfterDoing: true })
        {
            var body = request.ContentLength > 0 ? await JsonNode.ParseAsync(request.Body) : null;
            answer = _state.Answer(request.Method, path, request.Query.ToDictionary(q => q.Key, q => q.Value.ToString()), body);
        }

        Requests.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{request.Method} {path} {fault?.Status ?? answer!.Status}"));
        if (fault is { Status: 0 })
        {
            context.Abort();
            return;
        }

        if (fault is { RetryAfter: { } seconds })
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        answer = fault is null ? answer! : VaultAnswer.Error(fault.Status, fault.Status == 429 ? "Throttled" : "Forbidden", fault.Code);
        await WriteAsync(response, answer.Status, answer.Body);
    }

    private VaultFault? Meet(string method, string path)
    {
        lock (_lock)
        {
            for (var at = 0; at < _faults.Count; at++)
            {
                var (faultMethod, faultPath, fault, met) = _faults[at];
                if (method == faultMethod && path.StartsWith(faultPath, StringComparison.Ordinal) && met - fault.Skips < fault.Times)
                {
                    _faults[at] = _faults[at] with { Met = met + 1 };
                    return met >= fault.Skips ? fault : null;
                }
            }

            return null;
        }
    }

    private async Task SignInAsync(HttpContext context, string path)
    {
        switch (path.Trim('/').Split('/'))
        {
            case [_, "oauth2", "v2.0", "token"] when context.Request.HasFormContentType:
                var form = await context.Request.ReadFormAsync();
                var proves = form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" && form["client_assertion"].ToString().Length > 0;
                await GiveAsync(context, GivesTokens && proves && form["client_id"] == Client && form["scope"].ToString().Contains("https://vault.azure.net/.default", StringComparison.Ordinal));
                break;
            case [_, "discovery", "instance"]:
                await WriteAsync(context.Response, 200, JsonNode.Parse(
                    $$"""{"tenant_discovery_endpoint":"https://{{SignInHost}}/{{Tenant}}/v2.0/.well-known/openid-configuration","api-version":"1.1","metadata":[{"preferred_network":"{{SignInHost}}","preferred_cache":"login.windows.net","aliases":["{{SignInHost}}","login.windows.net"]}]}""")!.AsObject());
                break;
            case [_, "v2.0", ".well-known", "openid-configuration"]:
                await WriteAsync(context.Response, 200, JsonNode.Parse(
                    $$"""{"token_endpoint":"https://{{SignInHost}}/{{Tenant}}/oauth2/v2.0/token","authorization_endpoint":"https://{{SignInHost}}/{{Tenant}}/oauth2/v2.0/authorize","issuer":"https://{{SignInHost}}/{{Tenant}}/v2.0"}""")!.AsObject());
                break;
            default:
                await WriteAsync(context.Response, 404, null);
                break;
        }
    }

    /// <summary>A token that it takes.</summary>
    public string Issue()
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        _tokens.TryAdd(token, 0);
        return token;
    }

    private Task GiveAsync(HttpContext context, bool isKnown)
    {
        if (!isKnown)
        {
            return WriteAsync(context.Response, context.Request.IsHttps ? 401 : 400, new JsonObject { ["error"] = "invalid_client", ["error_description"] = "AADSTS700016: unknown here" });
        }

        return WriteAsync(context.Response, 200, new JsonObject
        {
            ["access_token"] = Issue(),
            ["token_type"] = "Bearer",
            ["resource"] = "https://vault.azure.net",
            ["expires_in"] = context.Request.IsHttps ? 3600 : "3600",
            ["expires_on"] = (Clock.GetUtcNow().ToUnixTimeSeconds() + 3600).ToString(CultureInfo.InvariantCulture),
        });
    }
}
