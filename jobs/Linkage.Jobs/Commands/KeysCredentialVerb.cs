using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Unicode;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Commands;

/// <summary>Keeps, lists and removes the credentials by which other machines know this one. What they hold comes from a file or from standard input, and is never shown.</summary>
internal sealed class KeysCredentialVerb : Verb
{
    private readonly Argument<string> _name = new("NAME") { Description = "Lower-case letters, digits and single hyphens" };
    private readonly Option<string> _data = PlaceOptions.Data();

    private readonly Option<string?> _file = new("--file")
    {
        HelpName = "FILE",
        Description = "The file that holds it, readable by its owner only [default: standard input]",
    };

    private readonly Deed _act;

    private KeysCredentialVerb(Deed act, string name, string description, params IReadOnlyList<Example> examples)
        : base(name, description, examples)
    {
        _act = act;
        if (act != Deed.List)
        {
            Add(_name);
        }

        Add(_data);
        if (act == Deed.Set)
        {
            Add(_file);
        }
    }

    private enum Deed
    {
        Set,
        List,
        Remove,
    }

    /// <summary>The verb that keeps one.</summary>
    public static KeysCredentialVerb Set() => new(
        Deed.Set,
        "set",
        "Keeps a private key, a certificate or both in the vault of the workspace, in the place of what was there under that name. It is read from a file or standard input, never from the command line.",
        new("linkage keys credential set housing-sftp --data /srv/linkage --file ~/.ssh/linkage_ed25519", "A private key; its certificate goes under housing-sftp-cert"),
        new("gpg -d tax.pem.gpg | linkage keys credential set tax-https --data /srv/linkage", "Certificate and key, from standard input"));

    /// <summary>The verb that lists them.</summary>
    public static KeysCredentialVerb List() => new(
        Deed.List,
        "list",
        "Lists the names of the credentials in the vault of the workspace.",
        new Example("linkage keys credential list --data /srv/linkage", "Names, and nothing of what they hold"));

    /// <summary>The verb that removes one.</summary>
    public static KeysCredentialVerb Remove() => new(
        Deed.Remove,
        "remove",
        "Destroys a credential in the vault of the workspace. Deliveries that name it stop.",
        new Example("linkage keys credential remove housing-sftp --data /srv/linkage", "When a partner leaves, or a key has leaked"));

    /// <inheritdoc/>
    public override string? WorkspaceOf(ParseResult parse) => parse.GetValue(_data);

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var workspace = Path.GetFullPath(parse.GetRequiredValue(_data));
        var keys = Path.Combine(workspace, "keys");
        if (!Directory.Exists(keys))
        {
            throw ProblemException.BadConfiguration("NO_WORKSPACE", "There is no workspace with keys here.", workspace, "Make one with 'linkage keys init --data DIR'.");
        }

        var opened = WorkspaceVault.Open(keys);
        using var disposed = opened as IDisposable;
        var vault = (ICredentialVault)opened;
        var name = _act == Deed.List ? null : NameIn(parse);
        if (name is not null)
        {
            using var held = await WorkspaceLock.TakeAsync(workspace, $"linkage keys credential {Name}", context.Clock, cancellationToken).ConfigureAwait(false);
            // What a killed run left in memory may hold what is replaced or removed here.
            RunScratch.Sweep(Path.Combine(workspace, "scratch"), held);
            await ChangeAsync(vault, name, parse.GetValue(_file), cancellationToken).ConfigureAwait(false);
        }

        var document = new KeysCredentialDocument(name, vault.Credentials());
        return new VerbResult(ExitCode.Done, document, screen => Print(screen, document));
    }

    private async Task ChangeAsync(ICredentialVault vault, string name, string? file, CancellationToken cancellationToken)
    {
        if (_act == Deed.Remove)
        {
            if (!vault.RemoveCredential(name))
            {
                throw ProblemException.BadConfiguration("UNKNOWN_CREDENTIAL", "There is no credential of that name.", vault.CredentialLocation(name), "'linkage keys credential list' names those there are.");
            }

            return;
        }

        var text = await ReadAsync(file, cancellationToken).ConfigureAwait(false);
        try
        {
            vault.WriteCredential(name, text);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private static async Task<byte[]> ReadAsync(string? file, CancellationToken cancellationToken)
    {
        if (file is not null && !File.Exists(file))
        {
            throw ProblemException.BadConfiguration("NO_FILE", "There is no such file.", Path.GetFullPath(file), "Name the file that holds the credential, or leave --file out and give it on standard input.");
        }

        var buffer = new byte[CredentialName.LongestText + 1];
        int length;
        var from = file is null ? Console.OpenStandardInput() : File.OpenRead(file);
        await using (from.ConfigureAwait(false))
        {
            RequireClosedToOthers(from as FileStream, file);
            length = await from.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }

        var text = buffer[..length];
        CryptographicOperations.ZeroMemory(buffer);
        return length is > 0 and <= CredentialName.LongestText && Utf8.IsValid(text) && !text.Contains((byte)0)
            ? text
            : throw ProblemException.BadConfiguration("BAD_INPUT", "What was given is empty, longer than 16 KiB or no text, so it is no key or certificate. Nothing was kept.", file ?? "standard input", "Give a private key as OpenSSH writes it, or PEM.");
    }

    // Whoever could read it has it: what the vault then keeps is no secret any more.
    private static void RequireClosedToOthers(FileStream? from, string? file)
    {
        if (from is not null && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(from.SafeFileHandle) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0)
        {
            throw ProblemException.BadConfiguration(
                "CREDENTIAL_OPEN",
                "The file can be read by group or others. Nothing was kept.",
                Path.GetFullPath(file!),
                "chmod 600 FILE, once you have found out whether somebody read the key, and have it replaced if so. A certificate, which is no secret, may also come from standard input.");
        }
    }

    private string NameIn(ParseResult parse) => CredentialName.IsName(parse.GetRequiredValue(_name))
        ? parse.GetRequiredValue(_name)
        : throw ProblemException.BadConfiguration("USAGE", "A credential's name is lower-case letters, digits and single hyphens, at most 60.", $"linkage keys credential {Name}", "Choose a name such as housing-sftp.");

    private static void Print(Screen screen, KeysCredentialDocument document)
    {
        screen.Line($"[bold]{Screen.Plural(document.Credentials.Count, "credential")}[/] in the vault");
        foreach (var name in document.Credentials)
        {
            screen.Plain($"  {name}");
        }
    }
}
