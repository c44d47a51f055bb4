using Linkage.Pipeline.Keys.Cloud;

namespace Linkage.Jobs.Commands;

/// <summary>As whom a service of Azure is asked, from variables beside the one that names it. Nothing is looked for elsewhere.</summary>
/// <param name="variable">Gives a variable of the environment.</param>
/// <param name="named">The variable that names the service; the others begin like it.</param>
/// <param name="service">The service in a message, as in <c>vault</c>.</param>
/// <param name="code">The code of a problem.</param>
/// <param name="section">Section of the runbook.</param>
internal sealed class NamedIdentity(Func<string, string?> variable, string named, string service, string code, string section)
{
    private string Identity => $"{named}_IDENTITY";

    /// <summary>The identity.</summary>
    /// <exception cref="ProblemException">A variable is missing or wrong.</exception>
    public AzureIdentity Read() => Given(Identity) switch
    {
        "managed" => new AzureIdentity.Managed(Given($"{named}_CLIENT")),
        "workload" => new AzureIdentity.Workload(
            Needed($"{named}_TENANT", "AZURE_TENANT_ID"), Needed($"{named}_CLIENT", "AZURE_CLIENT_ID"), Needed($"{named}_TOKEN_FILE", "AZURE_FEDERATED_TOKEN_FILE"), SignIn($"{named}_AUTHORITY")),
        "certificate" => new AzureIdentity.Certificate(Needed($"{named}_TENANT"), Needed($"{named}_CLIENT"), Path.GetFullPath(Needed($"{named}_CERTIFICATE")), SignIn($"{named}_AUTHORITY")),
        _ => throw Unnamed(Identity, $"does not say as whom the {service} is asked", "Set it to managed, workload or certificate."),
    };

    /// <summary>The value of a variable; null where it is empty or not set.</summary>
    public string? Given(string name) => variable(name) is { Length: > 0 } given ? given : null;

    /// <summary>A variable that is wrong.</summary>
    public ProblemException Unnamed(string name, string problem, string remedy) => ProblemException.BadConfiguration(code, $"{name} {problem}.", name, remedy);

    // The cluster sets the second names in every pod with a workload identity.
    private string Needed(string name, string? ofTheCluster = null) => Given(name) ?? (ofTheCluster is null ? null : Given(ofTheCluster))
        ?? throw Unnamed(name, $"is not set, and {Identity}={Given(Identity)} needs it", $"See '{section}' in the runbook.");

    private Uri? SignIn(string name) => Given(name) is not { } given ? null
        : Uri.TryCreate(given, UriKind.Absolute, out var authority) && authority.Scheme == Uri.UriSchemeHttps ? authority
        : throw Unnamed(name, "names no sign-in service", "Write it as https://login.example, or leave it out for the public cloud.");
}
