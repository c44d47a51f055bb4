using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Deploying;

/// <summary>The service as a service manager starts it: by the command that 'linkage init' wrote, under the filter of system calls that it wrote, and told by its protocol when it listens and when it stops.</summary>
public sealed class ServiceTests
{
    [Fact]
    public async Task Serve_StartedAsTheServiceSays_TellsTheManagerWhenItListensAndWhenItStops()
    {
        using var folder = new TemporaryFolder();
        var written = await LinkageProcess.RunAsync("init", folder.PathOf("etc"), "--data", folder.PathOf("srv"), "--sources", folder.PathOf("extracts"), "--schemas", RepositoryPaths.Of("schemas"));
        Assert.Equal(0, written.ExitCode);
        Assert.Equal(0, (await LinkageProcess.RunAsync("keys", "init", "--data", folder.PathOf("srv"))).ExitCode);
        var url = LoopbackUrl.Free();
        var command = File.ReadLines(folder.PathOf("etc", "linkage.service")).Single(line => line.StartsWith("ExecStart=", StringComparison.Ordinal))["ExecStart=".Length..]
            .Replace("http://127.0.0.1:5080", url, StringComparison.Ordinal);
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(folder.PathOf("notify")));

        using var host = LinkageProcess.StartOther(ServiceFilter.On(folder.PathOf("etc", "linkage.service"), command.Split(' ')), new Dictionary<string, string?> { ["NOTIFY_SOCKET"] = folder.PathOf("notify"), ["LINKAGE_STORE"] = null });
        Assert.Equal("READY=1", await HeardAsync(manager));
        using var http = new HttpClient();
        Assert.Equal("ok", await http.GetStringAsync(new Uri($"{url}/healthz")));
        host.Signal(PosixSignal.SIGTERM);

        Assert.Equal("STOPPING=1", await HeardAsync(manager));
        var ended = await host.EndAsync();
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Error);
    }

    private static async Task<string> HeardAsync(Socket socket)
    {
        var text = new byte[256];
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        return Encoding.ASCII.GetString(text, 0, await socket.ReceiveAsync(text, patience.Token)).Trim();
    }
}
