using System.CommandLine;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Keys;

namespace Linkage.Jobs.Commands;

/// <summary>Brings the keys of a folder into the cloud vault, so that a workspace moves there and every pseudonym stays.</summary>
internal sealed class KeysImportVerb : Verb
{
    private readonly Option<string> _data = PlaceOptions.Data();

    private readonly Option<string?> _from = new("--from")
    {
        HelpName = "DIR",
        Description = "The folder of keys, as from a backup; default is keys in the workspace",
    };

    /// <summary>Declares the verb.</summary>
    public KeysImportVerb()
        : base(
            "import",
            "Brings root secret, signing key, grant secrets and tombstones of a key folder into the Azure Key Vault that LINKAGE_KEYS names. Replaces no key there and removes none from the folder.",
            new("linkage keys import --data /srv/linkage", "The keys of that workspace"),
            new("linkage keys import --data /srv/linkage --from /mnt/backup/keys", "Keys from a backup"))
    {
        Add(_data);
        Add(_from);
    }

    /// <inheritdoc/>
    public override string? WorkspaceOf(ParseResult parse) => parse.GetValue(_data);

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var workspace = Path.GetFullPath(parse.GetRequiredValue(_data));
        var keys = Path.Combine(workspace, "keys");
        using var cloud = WorkspaceVault.OpenCloud(Environment.GetEnvironmentVariable);
        using var held = await WorkspaceLock.TakeAsync(workspace, "linkage keys import", context.Clock, cancellationToken).ConfigureAwait(false);
        WorkspaceZones.Join(workspace, cancellationToken);
        var folder = Path.GetFullPath(parse.GetValue(_from) ?? keys);
        var local = new LocalKeyVault(folder);
        WorkspaceVault.RequireRootOf(local, folder, Path.Combine(workspace, "zones"));
        var written = cloud.Import(local);
        ((IKeyVault)cloud).WritePublicKey(keys);
        var document = new KeysImportDocument(cloud.Address, folder, written);
        return new VerbResult(ExitCode.Done, document, screen => KeysReport.Print(screen, document));
    }
}
