using Linkage.Pipeline.Contracts;

namespace Linkage.Pipeline.Deliveries;

/// <summary>
/// Reads the rows of a query as CSV, in the snapshot that every dataset of the same database is read in. Nothing tells one set of rows from another but their bytes, and rows have no order to go on from: a transfer
/// that was cut off begins anew, and nothing of it is kept.
/// </summary>
/// <param name="source">The query.</param>
/// <param name="file">How the contract has the file written.</param>
/// <param name="snapshot">The snapshot.</param>
internal sealed class PostgresDelivery(PostgresSource source, SourceFile file, PostgresSnapshot snapshot) : IDelivery
{
    /// <inheritdoc/>
    public async Task<DeliveredFile> ReceiveAsync(ArrivingFile arriving, CancellationToken cancellationToken)
    {
        try
        {
            arriving.Open(null);
            if (file.Encoding != "utf-8")
            {
                // What is read is UTF-8 whatever the contract expects of a file; the mark says so, and no letter is lost.
                arriving.Append("\uFEFF"u8);
            }

            await snapshot.ReadAsync(source.Query, file.Delimiter!.Value, source.Deadline, arriving, cancellationToken).ConfigureAwait(false);
            return new DeliveredFile(arriving.Pattern, null, IsKnown: false, null);
        }
        catch
        {
            arriving.Discard();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>A query is never late, and the configuration takes no due for one.</remarks>
    public Task<string> LookAsync(string pattern, CancellationToken cancellationToken) => throw new NotSupportedException("Nothing tells one set of rows from another but their bytes.");
}
