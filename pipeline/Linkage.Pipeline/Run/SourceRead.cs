namespace Linkage.Pipeline.Run;

/// <summary>The file a dataset or list was read from.</summary>
/// <param name="Dataset">Its id.</param>
/// <param name="File">Name of the file in the source folder.</param>
/// <param name="Sha256">Digest of the file as it came, lower-case hex.</param>
public sealed record SourceRead(string Dataset, string File, string Sha256);
