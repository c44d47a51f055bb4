using Linkage.Matching.Duck;

namespace Linkage.Pipeline.SelfAttack;

/// <summary>A column that the attacker holds.</summary>
/// <param name="Number">Its number in the tables of the attack.</param>
/// <param name="File">Its file.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in DuckDB.</param>
internal sealed record AttackedColumn(int Number, AttackedFile File, string Name, string Type)
{
    /// <summary>Whether it holds the record keys of a dataset.</summary>
    public bool IsRecordKey => File.RecordKeys.Contains(Name, StringComparer.Ordinal);

    /// <summary>Whether it could hold pseudonyms: bytes or text.</summary>
    public bool CouldBePseudonym => Type is "BLOB" or "VARCHAR";

    /// <summary>
    /// The first eight bytes of what its values are as pseudonyms, as 16 lower-case hexadecimal digits; NULL for a value that is shorter. Bytes, hexadecimal digits
    /// (with dashes, <c>0x</c> or <c>\x</c>) and base64 are read. Eight bytes are enough to tell one: ten million guesses meet a million pseudonyms by chance once in two million runs.
    /// </summary>
    public string Prefix => Type == "BLOB" ? $"attack_prefix_of_bytes({Quoted})" : $"attack_prefix_of_text({Quoted})";

    /// <summary>The name as it stands in SQL.</summary>
    public string Quoted => SqlName.Quote(Name);

    /// <summary>The columns of a file.</summary>
    public static IEnumerable<AttackedColumn> Of(DuckSession session, AttackedFile file, int first, CancellationToken cancellationToken) => session
        .Query($"DESCRIBE SELECT * FROM {file.Relation}", r => (Name: r.GetString(0), Type: r.GetString(1)), cancellationToken)
        .Select((c, i) => new AttackedColumn(first + i, file, c.Name, c.Type));
}
