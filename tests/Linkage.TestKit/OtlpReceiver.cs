using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Linkage.TestKit;

/// <summary>An endpoint that takes what an exporter of OpenTelemetry sends by http/protobuf, and reads it by the published protocol.</summary>
public sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();
    private readonly Task _serving;

    /// <summary>Begins to listen on a free port of the machine itself.</summary>
    public OtlpReceiver()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add($"{Url}/");
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    /// <summary>Where it listens.</summary>
    public string Url { get; }

    /// <summary>What a process is told to send here.</summary>
    public Dictionary<string, string?> Environment => new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Url, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" };

    /// <summary>Every body that came, as it came.</summary>
    public IReadOnlyList<byte[]> Bodies => [.. _received.Select(one => one.Body)];

    /// <summary>The attributes of the resources, as text.</summary>
    public IReadOnlyDictionary<string, string> Resource => _received.SelectMany(one => ProtobufMessage.Read(one.Body).Messages(1)).SelectMany(of => of.Messages(1)).SelectMany(Attributes)
        .DistinctBy(a => a.Key).ToDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal);

    /// <summary>The spans, in the order in which they ended.</summary>
    public IReadOnlyList<Span> Spans => [.. Of("/v1/traces").SelectMany(request => request.Messages(1)).SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2)).Select(span => new Span(
        Convert.ToHexStringLower(span.Bytes(1)), Convert.ToHexStringLower(span.Bytes(2)), Convert.ToHexStringLower(span.Bytes(4)), Encoding.UTF8.GetString(span.Bytes(5)), AttributesOf(span, 9), span.Messages(15).Select(status => (int)status.Number(3)).FirstOrDefault()))];

    /// <summary>The measurements.</summary>
    public IReadOnlyList<Point> Points => [.. Of("/v1/metrics").SelectMany(request => request.Messages(1)).SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2)).SelectMany(PointsOf)];

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Stop();
        _listener.Close();
        _serving.Wait();
    }

    private static IEnumerable<Point> PointsOf(ProtobufMessage metric)
    {
        var (name, unit) = (Encoding.UTF8.GetString(metric.Bytes(1)), Encoding.UTF8.GetString(metric.Bytes(3)));
        foreach (var point in metric.Messages(5).Concat(metric.Messages(7)).SelectMany(data => data.Messages(1)))
        {
            yield return new Point(name, unit, point.Has(4) ? BitConverter.UInt64BitsToDouble(point.Number(4)) : (long)point.Number(6), AttributesOf(point, 7));
        }

        foreach (var point in metric.Messages(9).SelectMany(data => data.Messages(1)))
        {
            yield return new Point(name, unit, BitConverter.UInt64BitsToDouble(point.Number(5)), AttributesOf(point, 9));
        }
    }

    private static Dictionary<string, string> AttributesOf(ProtobufMessage message, int field) => message.Messages(field).Select(Pair).ToDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal);

    private static IEnumerable<(string Key, string Value)> Attributes(ProtobufMessage resource) => resource.Messages(1).Select(Pair);

    private static (string Key, string Value) Pair(ProtobufMessage pair)
    {
        var value = pair.Messages(2).Single();
        return (Encoding.UTF8.GetString(pair.Bytes(1)), value switch
        {
            _ when value.Has(1) => Encoding.UTF8.GetString(value.Bytes(1)),
            _ when value.Has(2) => value.Number(2) == 1 ? "true" : "false",
            _ when value.Has(3) => ((long)value.Number(3)).ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => throw new InvalidDataException("An attribute holds neither a text, nor a count, nor a yes or no."),
        });
    }

    private IEnumerable<ProtobufMessage> Of(string path) => _received.Where(one => one.Path == path).Select(one => ProtobufMessage.Read(one.Body));

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            _received.Enqueue((context.Request.Url!.AbsolutePath, body.ToArray()));
            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }

    /// <summary>A span.</summary>
    /// <param name="Trace">Id of its trace, hex.</param>
    /// <param name="Id">Its id, hex.</param>
    /// <param name="Parent">Id of the one it is under, hex; empty at the top.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Attributes">Its attributes, as text.</param>
    /// <param name="Status">0 unset, 1 ok, 2 error.</param>
    public sealed record Span(string Trace, string Id, string Parent, string Name, IReadOnlyDictionary<string, string> Attributes, int Status);

    /// <summary>A measurement.</summary>
    /// <param name="Name">Of the instrument.</param>
    /// <param name="Unit">As UCUM writes it.</param>
    /// <param name="Value">The number; of a histogram the sum.</param>
    /// <param name="Attributes">Its attributes, as text.</param>
    public sealed record Point(string Name, string Unit, double Value, IReadOnlyDictionary<string, string> Attributes);
}
