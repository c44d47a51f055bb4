using System.Globalization;
using System.Security.Cryptography;

namespace Linkage.Pipeline.Run;

/// <summary>Name of one run: the instant it began (UTC) and four random bytes, as in <c>20261122T013000Z-9f3a61c2</c>. Sorts by time.</summary>
public readonly record struct RunId
{
    private readonly string? _value;

    private RunId(string value) => _value = value;

    /// <summary>Makes a new id. The only place where a run's name is drawn.</summary>
    public static RunId Create(DateTimeOffset instant) =>
        new($"{instant.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");

    /// <inheritdoc/>
    public override string ToString() => _value ?? throw new InvalidOperationException("A default RunId has no value.");
}
