namespace Linkage.Mutation;

/// <summary>
/// Mutants that nothing can tell from the code as it is, each with the reason: a line that is the mutant's name, and below it, indented, why.
/// </summary>
internal sealed class Equivalents
{
    private readonly Dictionary<string, string> _reasons = new(StringComparer.Ordinal);

    /// <summary>Reads the list.</summary>
    public Equivalents(string path)
    {
        var name = string.Empty;
        foreach (var line in File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] == ' ')
            {
                _reasons[name] = $"{_reasons[name]} {line.Trim()}".Trim();
            }
            else
            {
                name = line.Trim();
                _reasons.Add(name, string.Empty);
            }
        }
    }

    /// <summary>The names.</summary>
    public IEnumerable<string> Names => _reasons.Keys;

    /// <summary>Why a mutant is equivalent, or null when it is not said to be.</summary>
    public string? Why(Mutant mutant) => _reasons.TryGetValue(mutant.Name, out var reason) && reason.Length > 0 ? reason : null;
}
