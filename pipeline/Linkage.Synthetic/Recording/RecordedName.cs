namespace Linkage.Synthetic.Recording;

/// <summary>A name as one source holds it.</summary>
/// <param name="Title">Title; empty if none.</param>
/// <param name="Forename">Forename field, with a middle name or initial if the source took it.</param>
/// <param name="Surname">Surname field.</param>
internal sealed record RecordedName(string Title, string Forename, string Surname)
{
    /// <summary>Title, forename and surname in that order, without empty parts.</summary>
    public string Spoken => Join(" ", Title, Forename, Surname);

    /// <summary>The parts that are not empty, joined.</summary>
    public static string Join(string separator, params ReadOnlySpan<string> parts)
    {
        var text = new System.Text.StringBuilder();
        foreach (var part in parts)
        {
            if (part.Length > 0)
            {
                text.Append(text.Length > 0 ? separator : string.Empty).Append(part);
            }
        }

        return text.ToString();
    }
}
