using System.Globalization;
using System.Net;

namespace Linkage.Pipeline.Deliveries;

/// <summary>What an answer or an end of a connection means. Nothing of an answer's own text goes on but its status.</summary>
internal static class HttpsFailure
{
    /// <summary>A status as what is wrong and what to do.</summary>
    public static DeliveryException Of(string where, HttpStatusCode status)
    {
        var number = ((int)status).ToString(CultureInfo.InvariantCulture);
        return (int)status switch
        {
            401 or 403 or 407 => new(DeliveryProblem.Denied, where, $"was not fetched: the server does not let this machine have it ({number})", "Check clientCertificate in the configuration, that it is registered there and has not ended."),
            404 => new(DeliveryProblem.NotReady, where, "is not there (404)", "Ask its sender, or correct url in the configuration; then pull again."),
            408 or 425 or 429 or >= 500 => Unreachable(where, $"was not fetched: the server cannot give it now ({number})"),
            _ => new(DeliveryProblem.NotUnderstood, where, $"was not fetched: the server answered {number}", "Check url in the configuration; then pass the status on to whoever runs the server."),
        };
    }

    /// <summary>The server does not answer, or broke off.</summary>
    public static DeliveryException Unreachable(string where, string problem) =>
        new(DeliveryProblem.Unreachable, where, problem, "Pull again: what came is kept and gone on from where the server can. If it stays, check address, proxy and firewall.");
}
