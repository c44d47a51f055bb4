using System.Globalization;
using System.Security.Authentication;
using Azure;
using Azure.Identity;

namespace Linkage.Pipeline.Zones.AzureBlob;

/// <summary>What a failure of the client means. Nothing of the client's own text goes on but the status and the service's error code: it can quote requests, answers and headers.</summary>
internal static class AzureBlobFailure
{
    private const string Later = "Run again later; if it stays, look at the metrics of the storage account.";
    private const string Role = "Give the identity the role Storage Blob Data Contributor on this container, no wider; a new role takes some minutes (runbook: Zones on Azure Blob Storage).";

    /// <summary>The failure as what is wrong, where and what to do.</summary>
    /// <param name="failure">What the client threw.</param>
    /// <param name="container">Address of the container.</param>
    /// <param name="deed">What was tried, as in <c>read</c>.</param>
    /// <param name="isLate">Whether the time for it had run out.</param>
    public static ZoneContainerException Of(Exception failure, string container, string deed, bool isLate) => failure switch
    {
        RequestFailedException answer when answer.Status > 0 => OfAnswer(answer, container, deed),
        _ when isLate => Unreachable(container, "did not answer in time, with all attempts", Later),
        _ when Causes(failure).Any(c => c is CredentialUnavailableException or AuthenticationFailedException) => NotFit(
            container, "was not asked, for the identity got no token", "Check LINKAGE_ZONES_IDENTITY and what it needs (runbook: Zones on Azure Blob Storage), and that this machine reaches the sign-in service."),
        _ when Causes(failure).Any(c => c is AuthenticationException) => NotFit(
            container, "has a certificate that this machine does not trust", "Check the address, and what stands between; where a proxy of your own opens TLS, have its authority trusted by this machine. Never switch the check off."),
        _ => Unreachable(container, "cannot be reached", "Check the address, the name service, the proxy and the firewall; then run again."),
    };

    /// <summary>The service's code for an error, such as <c>ContainerNotFound</c>; null when it gave none.</summary>
    public static string? CodeOf(RequestFailedException answer) => answer.ErrorCode is { Length: > 0 and <= 60 } code && code.All(char.IsAsciiLetterOrDigit) ? code : null;

    private static ZoneContainerException OfAnswer(RequestFailedException answer, string container, string deed)
    {
        var code = CodeOf(answer);
        var status = string.Create(CultureInfo.InvariantCulture, $"{answer.Status}{(code is null ? null : $" {code}")}");
        return answer.Status switch
        {
            401 => NotFit(container, $"does not accept the identity ({status})", "Check LINKAGE_ZONES_IDENTITY, tenant and client, and that the storage account belongs to the same tenant."),
            403 when code is "AuthorizationFailure" or "IpAuthorizationSourceInvalid" => NotFit(container, $"is closed to this machine by the network rules of its account, or to this identity ({status})", $"Let this machine's network in. {Role}"),
            403 => NotFit(container, $"may not be {deed} by this identity ({status})", Role),
            404 when code is "ContainerNotFound" or "ResourceNotFound" or null => NotFit(container, $"is not there ({status})", "Create it: az storage container create --auth-mode login --account-name ACCOUNT --name CONTAINER; or correct LINKAGE_ZONES."),
            409 when code is "BlobImmutableDueToPolicy" or "BlobImmutableDueToLegalHold" => NotFit(container, $"keeps what has to go: an immutability policy or a legal hold forbids it ({status})", "Take the policy or hold off this container: what retention, a withdrawal or a rotation removes has to go."),
            409 when code is "ContainerBeingDeleted" or "ContainerDisabled" => NotFit(container, $"is being deleted or disabled ({status})", "Find out who did that, and why."),
            408 or 429 or >= 500 => Unreachable(container, $"did not do what was asked, after all attempts ({status})", Later),
            _ => NotFit(container, $"cannot be {deed}: the service answered {status}", "Check that LINKAGE_ZONES is the address of your container; then pass the status on to whoever looks after it."),
        };
    }

    private static ZoneContainerException NotFit(string container, string problem, string remedy) => new(ZoneContainerProblem.NotFit, container, problem, remedy);

    private static ZoneContainerException Unreachable(string container, string problem, string remedy) => new(ZoneContainerProblem.Unreachable, container, problem, remedy);

    private static IEnumerable<Exception> Causes(Exception failure) =>
        new[] { failure }.Concat((failure is AggregateException several ? several.InnerExceptions : failure.InnerException is { } inner ? [inner] : Enumerable.Empty<Exception>()).SelectMany(Causes));
}
