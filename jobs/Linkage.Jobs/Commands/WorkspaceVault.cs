using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Keys.Cloud;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Commands;

/// <summary>
/// Where the keys of a workspace are: its folder <c>keys</c>, unless the environment variable <c>LINKAGE_KEYS</c> names an Azure Key Vault. As whom it is asked stands in variables beside it
/// and is looked for nowhere else.
/// </summary>
internal static class WorkspaceVault
{
    /// <summary>Names the vault, as in <c>https://linkage-keys.vault.azure.net</c>.</summary>
    public const string Variable = "LINKAGE_KEYS";

    /// <summary>The vault of a workspace. Whoever opens it disposes of it, where it can be.</summary>
    /// <param name="keys">The workspace's folder of keys.</param>
    /// <exception cref="ProblemException">The variables name no vault, or the folder holds secrets beside it.</exception>
    /// <exception cref="KeyVaultException">A file of the identity cannot be used.</exception>
    public static IKeyVault Open(string keys)
    {
        var local = new LocalKeyVault(keys);
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 })
        {
            return local;
        }

        var cloud = OpenCloud(Environment.GetEnvironmentVariable);
        if (!local.HoldsSecrets)
        {
            return cloud;
        }

        cloud.Dispose();
        throw ProblemException.BadConfiguration(
            "KEYS_IN_TWO_PLACES",
            $"{Variable} names a vault, and the workspace's own folder holds secrets too. With other keys everybody would get other pseudonyms.",
            keys,
            $"To move them into the vault: linkage keys import (runbook: Keys in Azure Key Vault). To use the folder: leave {Variable} out.");
    }

    /// <summary>The cloud vault that the variables name.</summary>
    /// <param name="variable">Gives a variable of the environment.</param>
    /// <exception cref="ProblemException">They name none, or not as whom it is asked.</exception>
    /// <exception cref="KeyVaultException">A file of the identity cannot be used.</exception>
    public static AzureKeyVault OpenCloud(Func<string, string?> variable)
    {
        var named = new NamedIdentity(variable, Variable, "vault", "KEYS_UNNAMED", "Keys in Azure Key Vault");
        return Uri.TryCreate(named.Given(Variable), UriKind.Absolute, out var vault) && vault is { Scheme: "https", AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }
            ? new AzureKeyVault(vault, named.Read().Credential())
            : throw named.Unnamed(Variable, "names no Key Vault", "Write it as https://NAME.vault.azure.net.");
    }

    /// <summary>Holds a cloud vault to being the one the workspace works with, by the public key that <c>keys init</c> or <c>keys import</c> left there: with another root everybody would get other pseudonyms.</summary>
    /// <param name="vault">The vault; a folder is its workspace's own.</param>
    /// <param name="keys">The workspace's folder of keys.</param>
    /// <param name="zones">The workspace's folder of zones.</param>
    /// <exception cref="KeyVaultException">It is not, or its signing key cannot be used.</exception>
    public static void RequireOwn(IKeyVault vault, string keys, string zones)
    {
        if (vault is not AzureKeyVault cloud)
        {
            return;
        }

        RequireRootOf(cloud, cloud.Address, zones);

        var path = Path.Combine(keys, LocalKeyVault.PublicFileName);
        using var signing = SigningKey.Open(vault);
        if (!File.Exists(path) || File.ReadAllText(path) != signing.PublicPem)
        {
            throw new KeyVaultException(
                cloud.Address,
                "is not known as the vault of this workspace, for its signing key is not that of keys/signing-public.pem",
                $"Check that {Variable} names this workspace's vault. If it does, and the signing key is new: linkage keys init");
        }
    }

    /// <summary>Holds a vault to having the root that the sets in the zones were made with; where there are none, any root will do.</summary>
    /// <param name="vault">The vault.</param>
    /// <param name="location">Where it is, for a message.</param>
    /// <param name="zones">The workspace's folder of zones.</param>
    /// <exception cref="KeyVaultException">It has another, or none that can be used.</exception>
    public static void RequireRootOf(IKeyVault vault, string location, string zones)
    {
        if (!Directory.Exists(zones))
        {
            return;
        }

        using var ring = KeyRing.Open(vault, "any");
        using var seals = ring.SealKey();
        if (ZoneStore.AreOfOtherKeys(zones, seals, ring.Epoch))
        {
            throw new KeyVaultException(
                location,
                "has another root key than the one that the sets of this workspace were made with, or the keys of an earlier key epoch, and with them everybody would get other pseudonyms",
                $"Those are the keys of another workspace, or of a backup from before a rotation. Correct {Variable}, or --from, or restore the keys of this workspace as they are now.");
        }
    }
}
