using System.CommandLine;
using Linkage.Jobs.Reporting;
using Linkage.Pipeline.Collect;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Commands;

/// <summary>Opens an encrypted copy of a release; for whoever collected it, without any workspace.</summary>
internal sealed class ReleasesOpenVerb : Verb
{
    private readonly Argument<string> _copy = new("COPY") { Description = "Folder of the encrypted copy" };
    private readonly Option<string> _key = new("--key") { HelpName = "FILE", Description = "Your private key that the copy was encrypted to", Required = true };
    private readonly Option<string> _out = new("--out") { HelpName = "DIR", Description = "New folder for the files, readable by you only", Required = true };

    /// <summary>Declares the verb.</summary>
    public ReleasesOpenVerb()
        : base(
            "open",
            "Opens an encrypted copy of a release with the private key of who collected it. Needs no workspace. Verify what comes out: this says nothing of who made it.",
            new Example("linkage releases open release-3f2a91c0 --key ~/opening.pem --out ./received", "Then: linkage verify ./received --key ashgrove-public.pem"))
    {
        Add(_copy);
        Add(_key);
        Add(_out);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var (copy, target, keyFile) = (Path.GetFullPath(parse.GetRequiredValue(_copy)), Path.GetFullPath(parse.GetRequiredValue(_out)), parse.GetRequiredValue(_key));
        if (!Directory.Exists(copy))
        {
            throw ProblemException.BadConfiguration("NO_RELEASE", "There is no such folder.", copy, "Name the folder of the copy, which bears the release's id.");
        }

        if (Directory.Exists(target) || File.Exists(target))
        {
            throw ProblemException.Refused("FILE_EXISTS", "There is something already, and nothing is replaced.", target, "Name a new folder with --out.");
        }

        using var key = ReadKey(keyFile);
        try
        {
            if (CollectedCopy.Open(copy, key, target) is { } release)
            {
                var document = new OpenDocument(release, target);
                return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => ReleasesReport.Print(screen, document)));
            }
        }
        catch (SealedFileException)
        {
            throw ProblemException.Refused("COPY_NOT_OPENED", "A file of the copy was changed, or belongs to another copy. Nothing was left.", copy, "Fetch the copy again; if that does not help, tell the publisher.");
        }

        throw ProblemException.Refused("COPY_NOT_OPENED", "The key of the copy is not there, or it was made for another key than yours.", copy, "A copy whose release was withdrawn has lost its key. Otherwise name the key whose public half you gave with --to.");
    }

    private static System.Security.Cryptography.ECDiffieHellman ReadKey(string path)
    {
        string pem;
        try
        {
            pem = File.ReadAllText(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw ProblemException.BadConfiguration("NO_FILE", "The key cannot be read.", path, "Name your private key, a PEM file, with --key.");
        }

        return CollectedCopy.ReadPrivate(pem) ?? throw ProblemException.BadConfiguration("KEY_UNREADABLE", "The file holds no private key on P-256.", path, "Name the private key whose public half you gave with --to.");
    }
}
