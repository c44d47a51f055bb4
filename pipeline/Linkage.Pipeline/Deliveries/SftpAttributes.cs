namespace Linkage.Pipeline.Deliveries;

/// <summary>What a server says of a file.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">Seconds since 1970.</param>
/// <param name="IsRegular">Whether it is a plain file; a server that does not say is believed.</param>
internal readonly record struct SftpAttributes(ulong Size, uint Modified, bool IsRegular);
