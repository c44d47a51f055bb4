using System.Net;
using System.Net.Sockets;

namespace Linkage.TestKit;

/// <summary>Addresses on this machine where nobody listens.</summary>
public static class LoopbackUrl
{
    /// <summary>One that was free a moment ago.</summary>
    public static string Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
