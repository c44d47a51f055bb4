using System.CommandLine;
using System.Security.Cryptography;
using Linkage.Jobs.Collecting;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Collect;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Release;

namespace Linkage.Jobs.Commands;

/// <summary>Hands a release to a member of the team it was made for.</summary>
internal sealed class ReleasesCollectVerb : ReleaseVerb
{
    private readonly Option<string> _key = new("--key") { HelpName = "FILE", Description = "The person's private key, made by 'linkage rules key', which signs the receipt", Required = true };
    private readonly Option<string?> _to = new("--to") { HelpName = "PUBLIC.pem", Description = "The person's public key that the copy is encrypted to (EC P-256); not needed where the rule lets the team read a folder" };
    private readonly Option<string> _out = new("--out") { HelpName = "DIR", Description = "Folder that the copy is put in, under the release's id", Required = true };
    private readonly Option<DateTimeOffset?> _at = InstantOption.Create();

    /// <summary>Declares the verb.</summary>
    public ReleasesCollectVerb()
        : base(
            "collect",
            "collects",
            "Hands a release to a member of the team it was made for: every byte is checked first, the member signs a receipt that goes into the ledger, and the copy is encrypted to the member's key unless the rule lets the team read a folder. Refused once the release has expired or was withdrawn, or its rule is not in force.",
            new("linkage releases collect release-3f2a91c4 --person p-reid --key ~/linkage-receipts.pem --to ~/opening-public.pem --out /srv/handover", "An encrypted copy"),
            new("linkage releases collect release-77c1d05e --person p-vance --key ~/linkage-receipts.pem --out /tre/research-team", "Plain files, where the rule says so"))
    {
        Add(_key);
        Add(_to);
        Add(_out);
        Add(_at);
    }

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        TestClock.Require(parse.GetValue(_at), "A collection goes");
        TimeProvider clock = parse.GetValue(_at) is { } at ? new FixedClock(at) : context.Clock;
        var folder = Path.GetFullPath(parse.GetRequiredValue(_out));
        if (!Directory.Exists(folder))
        {
            throw ProblemException.BadConfiguration("FOLDER_MISSING", "The folder for the copy is not there.", folder, "Make it, with the rights that whoever comes for the copy needs.");
        }

        var workspace = Workspace(parse);
        if ($"{folder}{Path.DirectorySeparatorChar}".StartsWith($"{workspace}{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        {
            throw ProblemException.BadConfiguration("FOLDER_IN_WORKSPACE", "The folder for the copy lies in the workspace, which nobody but its account may enter.", folder, "Name a folder outside of it.");
        }

        var change = Change(parse, clock);
        using var key = ApproverKeyFile.Open(parse.GetRequiredValue(_key));
        using var openingKey = parse.GetValue(_to) is { } to ? PublicKey(to) : null;
        using var held = await WorkspaceHold.TakeAsync(StoreDatabase.Of(workspace), workspace, "linkage releases collect", context.Clock, cancellationToken).ConfigureAwait(false);
        var shared = WorkspaceZones.Join(workspace, cancellationToken);
        var database = StoreDatabase.Of(workspace);
        var releases = new StoredReleases(database, workspace);
        var release = releases.Find(releases.Read(), Release(parse));
        RevokedList.Complete(workspace, releases.Read(), clock.GetUtcNow(), shared, cancellationToken);
        var office = new HandingOut(change, new StoredRegistry(database).Load(), Path.Combine(workspace, "keys", LocalKeyVault.PublicFileName), Path.Combine(workspace, RevokedReleases.FileName));
        var (act, copy) = office.To(release, Person(parse), key, openingKey, folder, clock.GetUtcNow());
        var document = new CollectDocument(act.Release, act.Person, act.Team!, act.At, copy, act.OpeningKey, release.Expires);
        return new VerbResult(ExitCode.Done, document, screen => ReleasesReport.Print(screen, document));
    }

    private static ECDiffieHellman PublicKey(string path)
    {
        string pem;
        try
        {
            pem = File.ReadAllText(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw ProblemException.BadConfiguration("NO_FILE", "The key cannot be read.", path, "Name the public key, a PEM file, with --to.");
        }

        return CollectedCopy.ReadPublic(pem)
            ?? throw ProblemException.BadConfiguration("KEY_UNREADABLE", "The file holds no public key on P-256.", path, "Give the public half: openssl pkey -in opening.pem -pubout -out opening-public.pem.");
    }
}
