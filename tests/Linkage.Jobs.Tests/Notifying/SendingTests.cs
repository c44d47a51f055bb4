using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Linkage.Governance.Documents;
using Linkage.Jobs.Notifying;
using Linkage.TestKit;
using Linkage.TestKit.Deliveries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Linkage.Jobs.Tests.Notifying;

/// <summary>Messages over the wire: to a receiver with TLS that checks the signature by itself, and to a real server of mail.</summary>
public sealed class SendingTests : IDisposable
{
    private const string Secret = "a secret of the test, long enough";

    private static readonly Message Test = Message.Test("ig-office", "Linkage", new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Webhook_TakesTheMessage_WithASignatureThatTheReceiverCanCheck()
    {
        var checkedSignatures = 0;
        await using var receiver = await ReceiveAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var timestamp = context.Request.Headers["Linkage-Timestamp"].ToString();
            using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(Secret));
            hash.AppendData(Encoding.ASCII.GetBytes(timestamp + "."));
            hash.AppendData(body.ToArray());
            Assert.Equal("v1=" + Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant(), context.Request.Headers["Linkage-Signature"].ToString());
            Assert.Equal(Test.Id, System.Text.Json.JsonDocument.Parse(body.ToArray()).RootElement.GetProperty("id").GetString());
            checkedSignatures++;
        });

        Assert.Null(await PostAsync(receiver, Secret + "\n"));
        Assert.Equal(1, checkedSignatures);
        Assert.Equal(Undelivered.Credential, await PostAsync(receiver, "short"));
        Assert.Equal(Undelivered.Credential, await PostAsync(receiver, null));
        Assert.Equal(Undelivered.Untrusted, await PostAsync(receiver, Secret, trusts: false));
        Assert.Equal(1, checkedSignatures);
    }

    [Fact]
    public async Task Webhook_ReceiverThatAnswersOtherwise_IsNotTakenForTold()
    {
        var elsewhere = 0;
        await using var receiver = await ReceiveAsync(async context =>
        {
            switch (context.Request.Path.Value)
            {
                case "/broken":
                    context.Response.StatusCode = 500;
                    break;
                case "/leads":
                    context.Response.Redirect("/elsewhere", permanent: false, preserveMethod: true);
                    break;
                case "/elsewhere":
                    elsewhere++;
                    break;
                default:
                    await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                    break;
            }
        });

        Assert.Equal(Undelivered.Refused, await PostAsync(receiver, Secret, "broken"));
        Assert.Equal(Undelivered.Refused, await PostAsync(receiver, Secret, "leads"));
        Assert.Equal(0, elsewhere);
        Assert.Equal(Undelivered.Unreachable, await PostAsync(receiver, Secret, "hangs"));
    }

    [Fact]
    public async Task Mail_GoesByStartTls_AsPlainTextThatNoRobotAnswers()
    {
        using var server = new MailServerProcess(tls: true);

        Assert.Null(await MailAsync(server, server.CaFile));

        var mail = Assert.Single(server.Mails);
        Assert.Contains("Auto-Submitted: auto-generated", mail, StringComparison.Ordinal);
        Assert.Contains($"Message-Id: <{Test.Id}@council.example>", mail, StringComparison.Ordinal);
        Assert.Contains("Subject: [Linkage] A test of notifications", mail, StringComparison.Ordinal);
        Assert.Contains("Content-Type: text/plain", mail, StringComparison.Ordinal);
        Assert.Contains("runbook.md#be-told", mail, StringComparison.Ordinal);
        using var other = new MailServerProcess(tls: true);
        Assert.Equal(Undelivered.Untrusted, await MailAsync(server, other.CaFile));
        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task Mail_ServerWithoutStartTls_GetsNothingUnlessItIsOnTheMachineItself()
    {
        using var server = new MailServerProcess(tls: false);

        Assert.Equal(Undelivered.Untrusted, await MailAsync(server, server.CaFile));
        Assert.Empty(server.Mails);
        Assert.Null(await MailAsync(server, caFile: null));
        Assert.Single(server.Mails);
        var port = server.Port;
        server.Dispose();
        Assert.Equal(Undelivered.Unreachable, await new MailSender(new MailServer("localhost", port, "linkage@council.example", null, null, null), _ => null, TimeSpan.FromSeconds(5)).SendAsync(Recipient(), Test, CancellationToken.None));
    }

    [Theory]
    [InlineData("notifications: { recipients: { ig: { on: [drift], webhook: 'https://a.example/', secret: hook } } }", "on")]
    [InlineData("notifications: { recipients: { ig: { on: [failure], webhook: 'http://a.example/', secret: hook } } }", "webhook")]
    [InlineData("notifications: { recipients: { ig: { on: [failure], webhook: 'https://a.example/' } } }", "secret")]
    [InlineData("notifications: { recipients: { ig: { on: [failure], mail: ig@council.example } } }", "mail")]
    [InlineData("notifications: { mail: { host: mail.example, from: a@b.example, user: x }, recipients: { } }", "user")]
    [InlineData("notifications: { recipients: { ig: { on: [], webhook: 'https://a.example/', secret: hook } } }", "on")]
    [InlineData("notifications: { recipient: { } }", "recipient")]
    public void Settings_WhatIsNotUnderstood_IsRefused(string text, string key)
    {
        var refused = Assert.Throws<ConfigurationException>(() => NotificationSettingsReader.Load(_folder.Write("linkage.yaml", text)));

        Assert.Contains(key, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_Sample_IsRead()
    {
        var settings = NotificationSettingsReader.Load(RepositoryPaths.Of("schemas", "configuration", "sample.yaml"))!;

        Assert.Equal(["data-engineers", "ig-office"], settings.Recipients.Select(recipient => recipient.Name));
        Assert.Null(NotificationSettingsReader.Load(_folder.Write("linkage.yaml", "deliveries: { }")));
    }

    private static Recipient Recipient() => new("ig-office", new HashSet<NoticeKind>(), new HashSet<string>(), null, "ig@council.example");

    private static Task<string?> MailAsync(MailServerProcess server, string? caFile) =>
        new MailSender(new MailServer("localhost", server.Port, "linkage@council.example", null, null, caFile), _ => null, TimeSpan.FromSeconds(10)).SendAsync(Recipient(), Test, CancellationToken.None);

    private Task<string?> PostAsync(WebApplication receiver, string? secret, string path = "", bool trusts = true)
    {
        var port = new Uri(receiver.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
        var webhook = new Webhook(new Uri(string.Create(CultureInfo.InvariantCulture, $"https://localhost:{port}/{path}")), "hook", trusts ? _folder.PathOf("certificate.pem") : null);
        return new WebhookSender(_ => secret is null ? null : Encoding.UTF8.GetBytes(secret), TimeProvider.System, TimeSpan.FromSeconds(3)).SendAsync(Recipient() with { Webhook = webhook, Address = null }, Test, CancellationToken.None);
    }

    private async Task<WebApplication> ReceiveAsync(RequestDelegate answer)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var made = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        _folder.Write("certificate.pem", made.ExportCertificatePem());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(made)));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }
}
