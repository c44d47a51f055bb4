namespace Linkage.Pipeline.SelfAttack;

/// <summary>What a run tried against its own pseudonyms without the key, and what came of it. Names, counts and codes; never a value.</summary>
/// <param name="Dictionaries">What was guessed from.</param>
/// <param name="Columns">Columns of the research zone and of the outputs that were tried.</param>
/// <param name="Pseudonyms">Distinct values in them that could be pseudonyms, counted by column.</param>
/// <param name="Guesses">Guesses made: a word of a dictionary under one way of making a pseudonym.</param>
/// <param name="OtherSets">Spines and releases of other grants that were searched for this grant's pseudonyms.</param>
/// <param name="UnreadSets">Spines and releases of other grants that are damaged and could not be searched.</param>
/// <param name="Identifiers">Distinct values of the identity zone that were looked for in the columns.</param>
/// <param name="Found">Everything that was found, empty when the attack failed, as it must.</param>
/// <param name="Seconds">Wall time.</param>
public sealed record AttackReport(
    IReadOnlyList<GuessedWords> Dictionaries,
    int Columns,
    long Pseudonyms,
    long Guesses,
    int OtherSets,
    int UnreadSets,
    long Identifiers,
    IReadOnlyList<AttackFinding> Found,
    double Seconds);

/// <summary>A dictionary.</summary>
/// <param name="Name">What its words are, as in <c>record-id</c>.</param>
/// <param name="Words">Distinct words, each written form for itself.</param>
public sealed record GuessedWords(string Name, long Words);

/// <summary>One thing the attack found.</summary>
/// <param name="Code">One of <see cref="AttackCodes"/>.</param>
/// <param name="Where">The file, as in <c>research zone, food-vouchers</c> or <c>output families</c>.</param>
/// <param name="Column">The column.</param>
/// <param name="Dictionary">What it resolved to: a dictionary, a kind of identifier or another grant's set.</param>
/// <param name="Scheme">How the pseudonyms were made or the values compared.</param>
/// <param name="Values">Distinct values of the column that were found.</param>
public sealed record AttackFinding(string Code, string Where, string Column, string Dictionary, string Scheme, long Values)
{
    /// <summary>What was found, where and what to do, without a value.</summary>
    public string Explanation => Code switch
    {
        AttackCodes.Resolved => FormattableString.Invariant(
            $"{Where}, column {Column}: {Values} values were found without the key, from the dictionary {Dictionary} by {Scheme}. Whoever holds the file can name people. Do not run again before the developers have found out how the column is made."),
        AttackCodes.Repeated => FormattableString.Invariant(
            $"{Where}, column {Column}: {Values} pseudonyms stand in {Dictionary} too, which was made under another grant. Two releases could be joined that nobody approved to be. Find out which of the two was made with the wrong key."),
        _ => FormattableString.Invariant(
            $"{Where}, column {Column}: {Values} values are those of the identity column {Dictionary} ({Scheme}). Have the contract classify the column as Identifier or Contact, or the source corrected, and run again."),
    };
}

/// <summary>Reason codes of a run that its own attack stopped.</summary>
public static class AttackCodes
{
    /// <summary>A pseudonym resolves without the key.</summary>
    public const string Resolved = "SELF_ATTACK_RESOLVED";

    /// <summary>A pseudonym of this grant stands under another one.</summary>
    public const string Repeated = "SELF_ATTACK_REPEATED";

    /// <summary>An identifier stands where only attributes may.</summary>
    public const string Identifier = "SELF_ATTACK_IDENTIFIER";
}
