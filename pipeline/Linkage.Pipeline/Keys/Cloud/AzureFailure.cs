using System.Globalization;
using System.Security.Authentication;
using System.Text.Json;
using Azure;
using Azure.Identity;

namespace Linkage.Pipeline.Keys.Cloud;

/// <summary>What a failure of the client means. Nothing of the client's own text goes on but the status and the vault's error code: it can quote requests, answers and headers.</summary>
internal static class AzureFailure
{
    /// <summary>The failure as what is wrong, where and what to do.</summary>
    /// <param name="failure">What the client threw.</param>
    /// <param name="vault">The vault.</param>
    /// <param name="location">The secret, or the vault where it was about no single one.</param>
    /// <param name="deed">What was tried, as in <c>read</c>.</param>
    /// <param name="patience">How long was waited at most.</param>
    public static KeyVaultException Of(Exception failure, string vault, string location, string deed, TimeSpan patience) => failure switch
    {
        RequestFailedException answer when answer.Status > 0 => OfAnswer(answer, vault, location, deed),
        _ when Causes(failure).Any(c => c is CredentialUnavailableException or AuthenticationFailedException) => new(
            vault, "was not asked, for the identity got no token", "Check LINKAGE_KEYS_IDENTITY and what it needs (runbook: Keys in Azure Key Vault), and that this machine reaches the sign-in service."),
        _ when Causes(failure).Any(c => c is AuthenticationException) => new(
            vault, "has a certificate that this machine does not trust", "Check the address, and what stands between; where a proxy of your own opens TLS, have its authority trusted by this machine. Never switch the check off."),
        OperationCanceledException => new(
            vault, string.Create(CultureInfo.InvariantCulture, $"did not answer within {patience.TotalSeconds:0.#} s, with all attempts"), "Run again later; if it stays, look at the vault's metrics and its throttling limits."),
        InvalidOperationException => new(
            vault, "asks for a token for another service than itself", "Check that LINKAGE_KEYS is the address of your vault: something else answers there."),
        _ => new(vault, "cannot be reached", "Check the address, the name service, the proxy and the firewall; then run again."),
    };

    /// <summary>The code within the error, such as <c>SecretDisabled</c>, or the outer one.</summary>
    public static string? CodeOf(RequestFailedException answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.GetRawResponse()?.Content.ToMemory() ?? default);
            var error = document.RootElement.GetProperty("error");
            var code = error.TryGetProperty("innererror", out var inner) && inner.ValueKind == JsonValueKind.Object && inner.TryGetProperty("code", out var exact)
                ? exact.GetString()
                : error.GetProperty("code").GetString();
            return code is { Length: > 0 and <= 60 } && code.All(char.IsAsciiLetterOrDigit) ? code : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static KeyVaultException OfAnswer(RequestFailedException answer, string vault, string location, string deed)
    {
        var code = CodeOf(answer);
        var status = string.Create(CultureInfo.InvariantCulture, $"{answer.Status}{(code is null ? null : $" {code}")}");
        return answer.Status switch
        {
            401 => new(vault, $"does not accept the identity ({status})", "Check LINKAGE_KEYS_IDENTITY, tenant and client, and that the vault belongs to the same tenant."),
            403 when code == "SecretDisabled" => new(location, "is disabled", "Find out who disabled it and why; enable it if it may be used."),
            403 when code is "ForbiddenByFirewall" or "ForbiddenByConnection" => new(vault, $"is closed to this machine by its firewall ({status})", "Let this machine's network in, or run where it is let in."),
            403 => new(location, $"may not be {deed} by this identity ({status})", "Give the identity the role it needs, no wider (runbook: Keys in Azure Key Vault); a new role takes some minutes."),
            404 => new(location, "is missing", "Recover or restore it from its backup; for a new workspace run: linkage keys init"),
            409 => new(location, $"was deleted and can still be recovered, or is being deleted ({status})", "Find out who deleted it; recover it with: az keyvault secret recover --id ID"),
            408 or 429 or >= 500 => new(vault, $"did not do what was asked, after all attempts ({status})", "Run again later; if it stays, look at the vault's metrics and its throttling limits."),
            _ => new(location, $"cannot be {deed}: the vault answered {status}", "Check that LINKAGE_KEYS is the address of your vault; then pass the status on to whoever looks after it."),
        };
    }

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        yield return failure;
        foreach (var cause in failure is AggregateException several ? several.InnerExceptions : failure.InnerException is { } inner ? [inner] : Enumerable.Empty<Exception>())
        {
            foreach (var deeper in Causes(cause))
            {
                yield return deeper;
            }
        }
    }
}
