using System.CommandLine;
using System.Globalization;

namespace Linkage.Jobs.Commands;

/// <summary>The option <c>--at</c>: an ISO 8601 instant that stands in for the clock, for replays and tests.</summary>
internal static class InstantOption
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Makes the option.</summary>
    public static Option<DateTimeOffset?> Create() => new("--at")
    {
        HelpName = "INSTANT",
        Description = "Do it as at this ISO 8601 instant instead of now (UTC unless it names an offset)",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            {
                return instant;
            }

            result.AddError($"--at takes an ISO 8601 instant such as 2026-11-20T09:00:00Z, not '{text}'.");
            return null;
        },
    };
}
