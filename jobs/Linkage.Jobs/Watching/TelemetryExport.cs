using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Linkage.Jobs.Watching;

/// <summary>Sends spans and measurements by OTLP where the standard variables of OpenTelemetry name an endpoint, and nothing anywhere where they do not. What cannot be sent is lost, and no run fails or waits for it.</summary>
internal sealed class TelemetryExport : IDisposable
{
    // What is left over when a process ends gets so long to leave.
    private const int FarewellMilliseconds = 3000;

    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    private TelemetryExport(TracerProvider? traces, MeterProvider? metrics)
    {
        _traces = traces;
        _metrics = metrics;
    }

    /// <summary>As the environment says; null where it names no endpoint, or turns it off. Which protocol, headers and intervals there are is read from the environment by the exporter.</summary>
    /// <param name="variable">Gives a variable of the environment.</param>
    public static TelemetryExport? Start(Func<string, string?> variable)
    {
        var (traces, metrics) = (IsSet(Endpoint) || IsSet("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"), IsSet(Endpoint) || IsSet("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"));
        if (string.Equals(variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase) || !(traces || metrics))
        {
            return null;
        }

        // Only what is named here: no detector that would tell of the machine or its people.
        var resource = ResourceBuilder.CreateEmpty()
            .AddService(Telemetry.Name.ToLowerInvariant(), serviceVersion: Assembly.GetExecutingAssembly().GetName().Version?.ToString(3))
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();
        return new TelemetryExport(
            traces && variable("OTEL_TRACES_EXPORTER") != "none" ? Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Telemetry.Name).AddOtlpExporter().Build() : null,
            metrics && variable("OTEL_METRICS_EXPORTER") != "none" ? Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Telemetry.Name).AddOtlpExporter().Build() : null);

        bool IsSet(string name) => variable(name) is { Length: > 0 };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _traces?.Shutdown(FarewellMilliseconds);
        _metrics?.Shutdown(FarewellMilliseconds);
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
