using System.Security.Cryptography;
using Linkage.Jobs.Publishing.Pages;

namespace Linkage.Jobs.Reporting;

/// <summary>What <c>publish … --json</c> prints; <c>schemas/formats/publish-output.schema.json</c>.</summary>
/// <param name="Published">register, dpia, article30 or transparency.</param>
/// <param name="At">The instant it is of.</param>
/// <param name="Entries">How many rule versions it tells of.</param>
/// <param name="Withheld">How many different words were withheld because they name a person, an account or an office of the directory.</param>
/// <param name="Files">The files written.</param>
internal sealed record PublishDocument(string Published, DateTimeOffset At, int Entries, int Withheld, IReadOnlyList<PublishDocument.Written> Files)
{
    /// <summary>Shapes what was written for printing.</summary>
    public static PublishDocument Of(string published, DateTimeOffset at, int entries, int withheld, IReadOnlyList<PublishedFile> files) =>
        new(published, at, entries, withheld, [.. files.Select(file => new Written(file.Path, Convert.ToHexStringLower(SHA256.HashData(file.Bytes)), file.Bytes.Length))]);

    /// <summary>A file that was written.</summary>
    /// <param name="Path">Its full path.</param>
    /// <param name="Sha256">SHA-256, lower-case hex.</param>
    /// <param name="Bytes">Its size.</param>
    internal sealed record Written(string Path, string Sha256, long Bytes);
}
