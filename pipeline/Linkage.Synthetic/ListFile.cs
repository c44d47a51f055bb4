using System.Reflection;

namespace Linkage.Synthetic;

/// <summary>One embedded list file: lines of <c>key: item, item, ...</c>, and <c># comments</c>.</summary>
internal static class ListFile
{
    /// <summary>Reads every line of <c>data/**/name.txt</c> as key and value, in file order.</summary>
    public static IReadOnlyList<(string Key, string Value)> Lines(string name)
    {
        var resource = $"Linkage.Synthetic.data.{name}.txt";
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"List {resource} is not embedded.");
        using var reader = new StreamReader(stream);
        var lines = new List<(string, string)>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            lines.Add(colon < 0 ? (string.Empty, line.Trim()) : (line[..colon].Trim(), line[(colon + 1)..].Trim()));
        }

        return lines;
    }

    /// <summary>The items of a value, parted by commas.</summary>
    public static string[] Items(string value) => value.Split(',', StringSplitOptions.TrimEntries);
}
