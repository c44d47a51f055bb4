using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Linkage.TestKit.Deliveries;

/// <summary>A real server of mail on loopback, aiosmtpd of Debian, that keeps what it takes in a Maildir. With a certificate it takes nothing before STARTTLS.</summary>
public sealed class MailServerProcess : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;
    private bool _isOver;

    /// <summary>Starts one.</summary>
    /// <param name="tls">Whether it offers STARTTLS.</param>
    public MailServerProcess(bool tls)
    {
        if (!File.Exists("/usr/lib/python3/dist-packages/aiosmtpd/__init__.py"))
        {
            DebianPackage.Install("python3-aiosmtpd");
        }

        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        CaFile = Certificate();
        string[] secured = tls ? ["--tlscert", CaFile, "--tlskey", _folder.PathOf("key.pem")] : [];
        _process = Process.Start(new ProcessStartInfo(Python, ["-m", "aiosmtpd", "-n", "-l", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}"), .. secured, "-c", "aiosmtpd.handlers.Mailbox", _folder.PathOf("mail")])
        {
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        if (!SpinWait.SpinUntil(() => _process.HasExited || Answers(), TimeSpan.FromSeconds(30)) || _process.HasExited)
        {
            throw new InvalidOperationException("The mail server does not answer.");
        }
    }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>PEM of its certificate for localhost, which signs itself.</summary>
    public string CaFile { get; }

    /// <summary>What it took, as it came, in no order.</summary>
    public IReadOnlyList<string> Mails => [.. Directory.Exists(_folder.PathOf("mail")) ? Directory.GetFiles(Path.Combine(_folder.PathOf("mail"), "new")).Select(File.ReadAllText) : []];

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }

    private bool Answers()
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, Port);
            return client.GetStream().ReadByte() == '2';
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    private string Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        _folder.Write("key.pem", key.ExportPkcs8PrivateKeyPem());
        return _folder.Write("certificate.pem", certificate.ExportCertificatePem());
    }
}
