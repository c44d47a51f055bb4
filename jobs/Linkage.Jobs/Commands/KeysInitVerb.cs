using System.CommandLine;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Keys.Cloud;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Commands;

/// <summary>Makes the keys of a workspace, once and on purpose: a run never makes keys by itself.</summary>
internal sealed class KeysInitVerb : Verb
{
    private readonly Option<string> _data = PlaceOptions.Data();

    private readonly Option<string?> _signature = new("--signature")
    {
        HelpName = string.Join('|', SignatureSchemes.Names),
        Description = $"How a signing key that is made signs [default: {SignatureSchemes.Names[0]}]; rsa-3072 gives the same release the same envelope too",
    };

    /// <summary>Declares the verb.</summary>
    public KeysInitVerb()
        : base(
            "init",
            "Makes the root secret and the signing key of a workspace in its key folder, readable by their owner only, or in the Azure Key Vault that LINKAGE_KEYS names, and writes the public key into the folder. Never replaces a key.",
            new("linkage keys init", "Keys for ./linkage-data, in ./linkage-data/keys"),
            new("linkage keys init --data /srv/linkage", "Keys for another workspace"),
            new("linkage keys init --signature rsa-3072", "With a signing key whose signatures are the same each time"))
    {
        _signature.AcceptOnlyFromAmong([.. SignatureSchemes.Names]);
        Add(_data);
        Add(_signature);
    }

    /// <inheritdoc/>
    public override string? WorkspaceOf(ParseResult parse) => parse.GetValue(_data);

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var workspace = Path.GetFullPath(parse.GetRequiredValue(_data));
        using var held = await WorkspaceLock.TakeAsync(workspace, "linkage keys init", context.Clock, cancellationToken).ConfigureAwait(false);
        var keys = Path.Combine(workspace, "keys");
        var zones = Path.Combine(workspace, "zones");
        WorkspaceZones.Join(workspace, cancellationToken);
        var vault = WorkspaceVault.Open(keys);
        using var opened = vault as IDisposable;
        var asked = SignatureSchemes.Read(parse.GetValue(_signature));
        var scheme = asked ?? SignatureSchemes.Default;
        var (isNew, signsAnew) = vault is AzureKeyVault cloud ? cloud.CreateIfMissing(zones, scheme) : CreateLocal(keys, zones, scheme);
        var location = vault is AzureKeyVault named ? named.Address : keys;
        WorkspaceVault.RequireRootOf(vault, location, zones);
        // Not only when the root is new: an init that was killed in between is completed.
        if (!ZoneStore.HoldsSealedSets(zones))
        {
            KeyEpochs.Begin(vault);
        }

        var publicKey = vault.WritePublicKey(keys);
        var signs = SchemeOf(vault);
        if (asked is { } other && other != signs)
        {
            throw ProblemException.BadConfiguration(
                "SIGNING_KEY_THERE",
                $"There is a signing key already, it signs with {signs.Written()}, and a key is never replaced.",
                location,
                $"Leave --signature out to keep it. To sign with {other.Written()} from now on, follow 'New signing key' in the runbook.");
        }

        var document = new KeysDocument(
            location, isNew, signsAnew, publicKey, Verification.FingerprintOf(await File.ReadAllTextAsync(publicKey, cancellationToken).ConfigureAwait(false), publicKey), signs.Written());
        return new VerbResult(ExitCode.Done, document, screen => KeysReport.Print(screen, document));
    }

    private static SignatureScheme SchemeOf(IKeyVault vault)
    {
        using var key = SigningKey.Open(vault);
        return key.Scheme;
    }

    private static (bool Root, bool Signing) CreateLocal(string keys, string zones, SignatureScheme scheme)
    {
        var missing = (!File.Exists(Path.Combine(keys, LocalKeyVault.RootFileName)), !File.Exists(Path.Combine(keys, LocalKeyVault.SigningFileName)));
        LocalKeyVault.CreateIfMissing(keys, zones, scheme);
        return missing;
    }
}
