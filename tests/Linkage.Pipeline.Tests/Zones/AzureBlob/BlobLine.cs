using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Linkage.Pipeline.Tests.Zones.AzureBlob;

/// <summary>The line to the service: may answer in its place, or change what it answered.</summary>
/// <param name="instead">What is answered instead; null to ask the service.</param>
/// <param name="afterwards">Looks at what the service answered, and may give another answer.</param>
public sealed class BlobLine(Func<HttpRequestMessage, HttpResponseMessage?>? instead = null, Func<HttpResponseMessage, HttpResponseMessage>? afterwards = null) : DelegatingHandler
{
    /// <summary>An answer that is a failure.</summary>
    public static HttpResponseMessage Failure(int status, string code, string text)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes($"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{text}</Message></Error>")),
        };
        answer.Content.Headers.ContentType = new MediaTypeHeaderValue("application/xml");
        answer.Headers.TryAddWithoutValidation("x-ms-error-code", code);
        return answer;
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Answered(request) ?? After(base.Send(request, cancellationToken));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Answered(request) ?? After(await base.SendAsync(request, cancellationToken));

    private HttpResponseMessage? Answered(HttpRequestMessage request)
    {
        var answer = instead?.Invoke(request);
        if (answer is not null)
        {
            answer.RequestMessage = request;
        }

        return answer;
    }

    private HttpResponseMessage After(HttpResponseMessage answer) => afterwards?.Invoke(answer) ?? answer;
}
