namespace Linkage.Synthetic;

/// <summary>One file that was written.</summary>
/// <param name="Dataset">The dataset it is an extract of, as in <c>rent-arrears-panel</c>; <c>truth</c> for the truth file.</param>
/// <param name="Name">Path within the output folder, with forward slashes.</param>
/// <param name="Rows">Rows, the header not counted.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Sha256">SHA-256 of the file, lower-case hex.</param>
public sealed record SyntheticFile(string Dataset, string Name, long Rows, long Bytes, string Sha256);
