namespace Linkage.Pipeline.Deliveries;

/// <summary>What an end of the OpenSSH client means. Nothing of its own text goes on: it names accounts and paths.</summary>
internal static class SftpFailure
{
    /// <summary>The end as what is wrong and what to do.</summary>
    /// <param name="where">Where the extract comes from.</param>
    /// <param name="said">What the client wrote to standard error.</param>
    /// <param name="wasConnected">Whether the server had answered.</param>
    public static DeliveryException Of(string where, string said, bool wasConnected) => said switch
    {
        _ when Has(said, "Host key verification failed", "REMOTE HOST IDENTIFICATION HAS CHANGED", "host key is known") => new(
            DeliveryProblem.Untrusted, where, "was not fetched: the server does not show the host key that knownHosts pins", "Ask its operator, by another way than the network, whether the key was changed. If it was, put the new one into the file; if not, somebody stands between."),
        _ when Has(said, "Permission denied (", "Too many authentication failures") => new(
            DeliveryProblem.Denied, where, "was not fetched: the server does not accept the account with this key or certificate", "Check user and identity in the configuration, that the public key is registered there, and that a certificate has not ended."),
        _ when Has(said, "Unable to negotiate", "subsystem request failed", "Bad configuration option", "Bad owner or permissions") => new(
            DeliveryProblem.NotUnderstood, where, "was not fetched: the server speaks no SFTP that the OpenSSH client of this machine takes", "Ask its operator which ciphers, keys and subsystem it offers; bring the older of the two up to date."),
        _ => Unreachable(where, wasConnected ? "broke off on its way" : "was not fetched: the server cannot be reached"),
    };

    /// <summary>The server does not answer, or broke off.</summary>
    public static DeliveryException Unreachable(string where, string problem) =>
        new(DeliveryProblem.Unreachable, where, problem, "Pull again: what came is kept and gone on from. If it stays, check address, name service and firewall.");

    private static bool Has(string said, params ReadOnlySpan<string> marks)
    {
        foreach (var mark in marks)
        {
            if (said.Contains(mark, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
