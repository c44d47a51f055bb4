using System.Net;

namespace Linkage.Jobs.Sending;

/// <summary>The machine itself.</summary>
internal static class Loopback
{
    /// <summary>Whether a host is the machine itself.</summary>
    public static bool Is(string host) => host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
