using System.CommandLine;
using Linkage.Jobs.Reporting;
using Linkage.Pipeline.Keys;

namespace Linkage.Jobs.Commands;

/// <summary>Makes the keys of a workspace, once and on purpose: a run never makes keys by itself.</summary>
internal sealed class KeysInitVerb : Verb
{
    private readonly Option<string> _data = PlaceOptions.Data();

    /// <summary>Declares the verb.</summary>
    public KeysInitVerb()
        : base(
            "init",
            "Makes the root secret and the signing key of a workspace in its key folder, readable by their owner only, and writes the public key beside them. Never replaces a key.",
            new("linkage keys init", "Keys for ./linkage-data, in ./linkage-data/keys"),
            new("linkage keys init --data /srv/linkage", "Keys for another workspace"))
    {
        Add(_data);
    }

    /// <inheritdoc/>
    public override string? WorkspaceOf(ParseResult parse) => parse.GetValue(_data);

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var workspace = Path.GetFullPath(parse.GetRequiredValue(_data));
        using var session = await WorkspaceSession.OpenAsync(workspace, "linkage keys init", context, cancellationToken).ConfigureAwait(false);
        var keys = Path.Combine(workspace, "keys");
        if (Directory.Exists(keys) && Directory.EnumerateFileSystemEntries(keys).Any())
        {
            throw ProblemException.Refused("KEYS_EXIST", "The key folder holds keys already; replacing them would make every pseudonym and release of this workspace unreadable.", keys, "Keep them. For a fresh start name another workspace with --data.");
        }

        LocalKeyVault.Create(keys);
        var publicKey = Path.Combine(keys, Verification.PublicKeyName);
        var document = new KeysDocument(keys, publicKey, Verification.FingerprintOf(await File.ReadAllTextAsync(publicKey, cancellationToken).ConfigureAwait(false), publicKey));
        return new VerbResult(ExitCode.Done, document, screen => KeysReport.Print(screen, document));
    }
}
