namespace Linkage.Jobs.Lineage;

/// <summary>Adds run events to a file, a line each, for its owner only. Several processes may add to one.</summary>
/// <param name="path">The file.</param>
internal sealed class LineageFile(string path) : ILineageTransport
{
    private const int MostTries = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    public async Task<string?> SendAsync(byte[] json, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                Add([.. json, (byte)'\n']);
                return null;
            }
            catch (IOException) when (tries < MostTries && File.Exists(path))
            {
                // Another process adds to it at this moment.
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return LineageLost.NotWritten;
            }
        }
    }

    // Half a line would spoil the next one.
    private void Add(byte[] line)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        var before = file.Seek(0, SeekOrigin.End);
        try
        {
            file.Write(line);
        }
        catch (IOException)
        {
            file.SetLength(before);
            throw;
        }
    }
}
