namespace Linkage.Matching.Duck;

/// <summary>
/// A named SQL step kept as an embedded .sql file beside the code that runs it. The head comment of the file says grain, reads and writes.
/// Identifiers stand in the text as {{name}} and are filled through <see cref="SqlName"/>; values are bound.
/// </summary>
/// <param name="Name">File name without its ending, as in <c>blocked_pairs</c>.</param>
/// <param name="Text">The statement text.</param>
public sealed record SqlStep(string Name, string Text)
{
    /// <summary>The first comment line of the file: what the step makes.</summary>
    public string Description => Text.Split('\n')[0].TrimStart('-', ' ').Trim();

    /// <summary>Loads the step <c>name.sql</c> that lies in the same folder (namespace) as <paramref name="neighbour"/>.</summary>
    /// <exception cref="InvalidOperationException">No such file was embedded.</exception>
    public static SqlStep Load(Type neighbour, string name)
    {
        var resource = $"{neighbour.Namespace}.{name}.sql";
        var assembly = neighbour.Assembly;
        using var stream = assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"SQL step {resource} is not embedded in {assembly.GetName().Name}.");
        using var reader = new StreamReader(stream);
        return new SqlStep(name, reader.ReadToEnd());
    }

    /// <summary>Fills the {{placeholders}} with SQL fragments made of quoted names or fixed text.</summary>
    /// <exception cref="InvalidOperationException">A placeholder was left unfilled.</exception>
    public SqlStep With(params IEnumerable<(string Placeholder, string Fragment)> fragments)
    {
        var text = fragments.Aggregate(Text, (t, f) => t.Replace("{{" + f.Placeholder + "}}", f.Fragment, StringComparison.Ordinal));
        var open = text.IndexOf("{{", StringComparison.Ordinal);
        return open < 0
            ? this with { Text = text }
            : throw new InvalidOperationException($"SQL step {Name} has an unfilled placeholder near character {open}.");
    }
}
