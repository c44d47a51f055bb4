using Linkage.Matching.Normalise;

namespace Linkage.Matching.Comparisons;

/// <summary>
/// What a level asks of two records, in a form that runs over value codes without SQL. A level has the SQL of the same question beside it, which is its
/// definition for a reader and the oracle its tests hold it against.
/// </summary>
public abstract record LevelTest
{
    private LevelTest()
    {
    }

    /// <summary>Whether it is asked of two differing values of the comparison's own column, and so answered once for each pair of values.</summary>
    internal virtual bool IsOfValues => true;

    /// <summary>A question about codes of the two records.</summary>
    public abstract record OfRecords : LevelTest
    {
        private protected OfRecords()
        {
        }

        /// <inheritdoc/>
        internal override bool IsOfValues => false;
    }

    /// <summary>No pair has this level.</summary>
    public sealed record Never : OfRecords;

    /// <summary>The column is the same.</summary>
    /// <param name="Column">The column.</param>
    public sealed record Same(string Column) : OfRecords;

    /// <summary>Each of the columns is the same.</summary>
    /// <param name="Columns">The columns.</param>
    public sealed record SameAll(IReadOnlyList<string> Columns) : OfRecords
    {
        /// <inheritdoc/>
        public bool Equals(SameAll? other) => other is not null && Columns.SequenceEqual(other.Columns);

        /// <inheritdoc/>
        public override int GetHashCode() => Columns.Count;
    }

    /// <summary>Each column is the same as the other record's other column, and the two differ.</summary>
    /// <param name="One">One column.</param>
    /// <param name="Other">The other column.</param>
    public sealed record Crossed(string One, string Other) : OfRecords;

    /// <summary>One column is the same as the other record's other column.</summary>
    /// <param name="One">One column.</param>
    /// <param name="Other">The other column.</param>
    public sealed record CrossedInPart(string One, string Other) : OfRecords;

    /// <summary>The address is the same and the postcodes do not differ; or house number and postcode are the same.</summary>
    /// <param name="Address">Column of the address.</param>
    /// <param name="HouseNumber">Column of its numbers.</param>
    /// <param name="Postcode">Column of the postcode.</param>
    public sealed record SameAddress(string Address, string HouseNumber, string Postcode) : OfRecords;

    /// <summary>The column is the same, and none of the others can be compared.</summary>
    /// <param name="Column">The column.</param>
    /// <param name="Others">The others.</param>
    public sealed record SameAlone(string Column, IReadOnlyList<string> Others) : OfRecords
    {
        /// <inheritdoc/>
        public bool Equals(SameAlone? other) => other is not null && Column == other.Column && Others.SequenceEqual(other.Others);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Column, Others.Count);
    }

    /// <summary>The column without its last characters is the same.</summary>
    /// <param name="Column">The column; not the comparison's own.</param>
    /// <param name="Cut">Characters to cut off.</param>
    public sealed record SameStart(string Column, int Cut) : OfRecords;

    /// <summary>
    /// The Jaro-Winkler similarity of each of two columns. Asked of records, and answered once for each pair of values of each column.
    /// </summary>
    /// <param name="One">One column.</param>
    /// <param name="Other">The other column.</param>
    /// <param name="AtLeast">Least similarity of each, 0.7 to 1.</param>
    public sealed record BothJaroWinkler(string One, string Other, double AtLeast) : LevelTest
    {
        /// <inheritdoc/>
        internal override bool IsOfValues => false;
    }

    /// <summary>
    /// An SQL expression over fields of the two records, true either way round. Answered once for each pair of values of all its fields, in batches
    /// (<see cref="SqlQuestions"/>).
    /// </summary>
    /// <param name="Expression">The expression over l and r by the names of the fields.</param>
    /// <param name="Fields">The fields it reads, of either record.</param>
    public sealed record Sql(string Expression, IReadOnlyList<RecordField> Fields) : LevelTest
    {
        /// <inheritdoc/>
        internal override bool IsOfValues => false;

        /// <summary>The column whose codes stand for the values of all the fields.</summary>
        internal string Column => string.Join(ValueTuples.Separator, Fields.Select(f => f.Column));

        /// <inheritdoc/>
        public bool Equals(Sql? other) => other is not null && Expression == other.Expression && Fields.SequenceEqual(other.Fields);

        /// <inheritdoc/>
        public override int GetHashCode() => Expression.GetHashCode(StringComparison.Ordinal);
    }

    /// <summary>A C# function of two differing values, the lesser on the left; asked by several threads.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Of">The function.</param>
    /// <param name="AtLeast">The least that agrees.</param>
    public sealed record Function(string Name, Func<string, string, double> Of, double AtLeast) : LevelTest;

    /// <summary>Levenshtein distance over the bytes of UTF-8.</summary>
    /// <param name="AtMost">Greatest distance, from 1.</param>
    public sealed record EditDistance(int AtMost) : LevelTest;

    /// <summary>Different parts that the values share.</summary>
    /// <param name="AtLeast">Least number, from 1.</param>
    public sealed record PartsShared(int AtLeast) : LevelTest;

    /// <summary>Dates as YYYYMMDD not far apart; what is no date is far from everything.</summary>
    /// <param name="AtMost">Greatest distance in days, from 1.</param>
    public sealed record DaysApart(int AtMost) : LevelTest;

    /// <summary>Jaro-Winkler similarity.</summary>
    /// <param name="AtLeast">Least similarity, 0.7 to 1.</param>
    public sealed record JaroWinkler(double AtLeast) : LevelTest;

    /// <summary>One value is a single character and begins the other.</summary>
    public sealed record InitialAgrees : LevelTest;

    /// <summary>Values of several parts share one, and FuzzySharp's ratio of the parts is high.</summary>
    /// <param name="AtLeast">Least ratio, 0 to 100.</param>
    public sealed record PartsAgree(double AtLeast) : LevelTest;

    /// <summary>Values of several parts share two thirds of them.</summary>
    public sealed record MostPartsShared : LevelTest;

    /// <summary>One character differs, is left out or put in, or two neighbours are swapped.</summary>
    /// <param name="Longer">Both values have more characters than this.</param>
    public sealed record OneCharacterDiffers(int Longer = 0) : LevelTest;

    /// <summary>Dates as YYYYMMDD whose day and month are swapped.</summary>
    public sealed record DayAndMonthSwapped : LevelTest;

    /// <summary>Dates as YYYYMMDD that agree in some of their digits.</summary>
    /// <param name="From">First digit, from 0.</param>
    /// <param name="Length">Number of digits.</param>
    public sealed record DateDigitsAgree(int From, int Length) : LevelTest;

    /// <summary>Values of one length that differ in so many places.</summary>
    /// <param name="Places">Number of places.</param>
    public sealed record PlacesDiffer(int Places) : LevelTest;

    /// <summary>Values are the same up to a character.</summary>
    /// <param name="Character">The character.</param>
    public sealed record SameBefore(char Character) : LevelTest;
}

/// <summary>When there is nothing to compare.</summary>
public abstract record MissingTest
{
    private MissingTest()
    {
    }

    /// <summary>The column has no value in one of the records.</summary>
    /// <param name="Column">The column.</param>
    public sealed record Either(string Column) : MissingTest;

    /// <summary>None of the columns has a value in both records.</summary>
    /// <param name="Columns">The columns.</param>
    public sealed record All(IReadOnlyList<string> Columns) : MissingTest
    {
        /// <inheritdoc/>
        public bool Equals(All? other) => other is not null && Columns.SequenceEqual(other.Columns);

        /// <inheritdoc/>
        public override int GetHashCode() => Columns.Count;
    }

    /// <summary>The column has no value in one of the records, unless a value is the other record's other column.</summary>
    /// <param name="Column">The column.</param>
    /// <param name="Other">The other column.</param>
    public sealed record EitherUnlessCrossed(string Column, string Other) : MissingTest;

    /// <summary>The column has no value in one of the records, or the two columns are swapped, which the other comparison tells already.</summary>
    /// <param name="Column">The column.</param>
    /// <param name="Other">The other column.</param>
    public sealed record EitherOrSwapped(string Column, string Other) : MissingTest;
}
