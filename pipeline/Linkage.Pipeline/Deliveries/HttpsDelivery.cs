using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Linkage.Pipeline.Deliveries;

/// <summary>
/// Fetches a file by HTTPS. Its version is its strong ETag; what an earlier attempt brought of the same version is gone on from (<c>Range</c> with <c>If-Range</c>). A digest that the answer bears, or the one
/// that was asked for, has to be the file's.
/// </summary>
/// <param name="source">The server.</param>
/// <param name="credentials">Where its credentials come from.</param>
/// <param name="limits">How long is waited.</param>
/// <param name="clock">What measures that.</param>
internal sealed class HttpsDelivery(HttpsSource source, CredentialFiles credentials, DeliveryLimits limits, TimeProvider clock) : IDelivery
{
    /// <inheritdoc/>
    public async Task<DeliveredFile> ReceiveAsync(ArrivingFile arriving, CancellationToken cancellationToken)
    {
        using var connection = new HttpsConnection(source, credentials, limits, clock);
        var promised = source.DigestUrl is { } address ? await connection.DigestAsync(address, cancellationToken).ConfigureAwait(false) : null;
        using var answer = await AskAsync(connection, arriving, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.NotModified && arriving.Known is not null)
        {
            return new DeliveredFile(Name(), arriving.Known, IsKnown: true, null);
        }

        var version = VersionOf(answer);
        if (HttpsDigest.Of(answer) is { } told)
        {
            promised = promised is null || promised == told ? told : throw WrongDigest("has two digests that differ");
        }
        else if (source.RequiresDigest)
        {
            throw WrongDigest("came without the digest that the configuration asks for (Repr-Digest or Digest with SHA-256)");
        }

        var whole = WholeLength(answer);
        if (whole is null && promised is null && answer.Headers.TransferEncodingChunked != true)
        {
            throw new DeliveryException(DeliveryProblem.NotUnderstood, source.Where, "was not fetched: the server says neither how long it is nor its digest, so half of it would look whole", "Have its operator send Content-Length, or give a digest.");
        }

        arriving.Expect(whole);
        if (answer.StatusCode != HttpStatusCode.PartialContent)
        {
            arriving.Discard();
        }

        arriving.Open(version);
        await connection.ReadAsync(answer, arriving, cancellationToken).ConfigureAwait(false);
        return whole is null || arriving.Length == whole
            ? new DeliveredFile(Name(), version, IsKnown: false, promised)
            : throw HttpsFailure.Unreachable(source.Where, "broke off on its way");
    }

    /// <inheritdoc/>
    /// <remarks>Where there is no strong ETag, a weak one will do for a look, and else the time it was written with its length: it is to be told from another, and not gone on from.</remarks>
    public async Task<string> LookAsync(string pattern, CancellationToken cancellationToken)
    {
        using var connection = new HttpsConnection(source, credentials, limits, clock);
        using var answer = await connection.GetAsync(source.Url, _ => { }, cancellationToken).ConfigureAwait(false);
        return answer.StatusCode != HttpStatusCode.OK ? throw HttpsFailure.Of(source.Where, answer.StatusCode)
            : answer.Headers.ETag?.ToString()
                ?? (answer.Content.Headers.LastModified is { } written ? string.Create(CultureInfo.InvariantCulture, $"{written:O} {answer.Content.Headers.ContentLength}") : null)
                ?? throw new DeliveryException(
                    DeliveryProblem.NotUnderstood, source.Where, "cannot be told from the one before: the server says neither ETag nor Last-Modified", "Have its operator send one of them, or leave due out of the configuration.");
    }

    private static string? VersionOf(HttpResponseMessage answer) => answer.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null;

    // A second time without what came before, where the server will not go on from it.
    private async Task<HttpResponseMessage> AskAsync(HttpsConnection connection, ArrivingFile arriving, CancellationToken cancellationToken)
    {
        while (true)
        {
            var half = arriving.Half;
            var answer = await connection.GetAsync(source.Url, head => Conditions(head, half, arriving.Known), cancellationToken).ConfigureAwait(false);
            if (answer.StatusCode is HttpStatusCode.OK || (answer.StatusCode == HttpStatusCode.NotModified && half is null && arriving.Known is not null) || (half is { } part && IsRestOf(answer, part)))
            {
                return answer;
            }

            using (answer)
            {
                if (half is null || answer.StatusCode is not (HttpStatusCode.RequestedRangeNotSatisfiable or HttpStatusCode.PartialContent))
                {
                    throw HttpsFailure.Of(source.Where, answer.StatusCode);
                }

                arriving.Discard();
            }
        }
    }

    private static void Conditions(HttpRequestHeaders head, (string Version, long Length)? half, string? known)
    {
        if (half is { } part)
        {
            head.Range = new RangeHeaderValue(part.Length, null);
            head.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue(part.Version));
        }
        else if (known is not null)
        {
            head.IfNoneMatch.Add(new EntityTagHeaderValue(known));
        }
    }

    private static bool IsRestOf(HttpResponseMessage answer, (string Version, long Length) half) =>
        answer is { StatusCode: HttpStatusCode.PartialContent, Content.Headers.ContentRange: { Unit: "bytes", From: { } from, To: { } to, Length: { } length } }
        && from == half.Length && to == length - 1 && VersionOf(answer) == half.Version;

    private static long? WholeLength(HttpResponseMessage answer) =>
        answer.StatusCode == HttpStatusCode.PartialContent ? answer.Content.Headers.ContentRange!.Length : answer.Content.Headers.ContentLength;

    private DeliveryException WrongDigest(string problem) => new(DeliveryProblem.Digest, source.Where, problem, "Ask its operator for the right digest, or correct digest in the configuration.");

    private string Name() => Uri.UnescapeDataString(source.Url.Segments[^1]);
}
