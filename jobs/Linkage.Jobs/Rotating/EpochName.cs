using System.Globalization;

namespace Linkage.Jobs.Rotating;

/// <summary>A key epoch as people name it: its number and the name of its secret, as in <c>1.4f0c9a…</c>.</summary>
/// <param name="Number">Number, from 1.</param>
/// <param name="KeyId">Name of its secret, 32 hexadecimal digits.</param>
internal sealed record EpochName(int Number, string KeyId)
{
    /// <summary>Reads a name; null when it is none.</summary>
    public static EpochName? Parse(string text) =>
        text.Split('.') is [var number, { Length: 32 } key] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) && epoch > 0 && key.All(char.IsAsciiHexDigitLower)
            ? new EpochName(epoch, key)
            : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}.{KeyId}");
}
