using System.Collections;
using System.Globalization;
using DuckDB.NET.Data;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Duck;
using Linkage.Matching.Files;
using Linkage.Matching.Normalise;
using Linkage.Matching.Scoring;

namespace Linkage.Matching.Training;

/// <summary>Pairs of records whose truth is known, each compared through the kernel whether blocking finds it or not. Safe for reading by several threads.</summary>
internal sealed class KnownPairs
{
    private readonly BitArray _left;
    private readonly HashSet<long> _pairs;

    private KnownPairs(int records, IReadOnlyList<KnownPair> pairs)
    {
        _left = new BitArray(records);
        _pairs = new HashSet<long>(pairs.Count);
        var (matches, others) = (new PatternTally(), new PatternTally());
        foreach (var pair in pairs)
        {
            _left[pair.Left] = true;
            _pairs.Add(Key(pair.Left, pair.Right));
            (pair.IsMatch ? matches : others).Add(pair.Pattern);
        }

        Pairs = pairs;
        Matches = matches.ToList();
        NonMatches = others.ToList();
    }

    /// <summary>Names of the columns of labels.</summary>
    internal static IReadOnlyList<string> Columns { get; } = ["left_dataset", "left_id", "right_dataset", "right_id", "is_match"];

    /// <summary>The pairs in order.</summary>
    internal IReadOnlyList<KnownPair> Pairs { get; }

    /// <summary>Patterns of the pairs labelled as one person.</summary>
    internal IReadOnlyList<PatternCount> Matches { get; }

    /// <summary>Patterns of the pairs labelled as different people.</summary>
    internal IReadOnlyList<PatternCount> NonMatches { get; }

    /// <summary>Whether a pair has a label.</summary>
    internal bool Contains(int left, int right) => _left[left] && _pairs.Contains(Key(left, right));

    /// <summary>Reads the labels of the settings; null when there are none.</summary>
    /// <param name="session">Holds the labels and lnk_record.</param>
    /// <param name="settings">Names the labels.</param>
    /// <param name="store">The records.</param>
    /// <param name="kernel">Compares them.</param>
    /// <param name="warnings">Takes a warning for labels that cannot be used.</param>
    /// <param name="cancellationToken">Interrupts the statement.</param>
    /// <exception cref="MatchingInputException">The labels cannot be read, or contradict each other.</exception>
    internal static KnownPairs? Load(DuckSession session, LinkSettings settings, RecordStore store, PairKernel kernel, List<string> warnings, CancellationToken cancellationToken)
    {
        // A given model is used as it is: labels have no part in it.
        if (settings.Model is not null || (settings.Labels ?? (settings.LabelsFile is { } path ? ReadFile(session, path, cancellationToken) : null)) is not { } labels)
        {
            return null;
        }

        var rows = Read(session, labels, cancellationToken);
        var contradicting = rows.Count(r => r is { Left: not null, Every: false, Any: true });
        if (contradicting > 0)
        {
            throw new MatchingInputException(
                string.Create(CultureInfo.InvariantCulture, $"{contradicting} pairs are labelled both as a match and as none."), $"labels {labels}", "Settle them (adjudicate), so that each pair has one label.");
        }

        void Warn(long count, string why)
        {
            if (count > 0)
            {
                warnings.Add(string.Create(CultureInfo.InvariantCulture, $"{count} labels are not used: {why}."));
            }
        }

        Warn(rows.Where(r => r.Left is null).Sum(r => r.Labels), "a record is not among the inputs");
        Warn(rows.Where(r => r.Left is not null && r.Any is null).Sum(r => r.Labels), "is_match is empty");
        var usable = rows.Where(r => r is { Left: not null, Any: not null }).ToList();
        var permitted = usable.Where(r => store.MayBePaired(r.Left!.Value, r.Right!.Value)).ToList();
        Warn(usable.Sum(r => r.Labels) - permitted.Sum(r => r.Labels), "the two records may not be compared, or are one record");
        var patterns = NamedPairs.Patterns(kernel, store, [.. permitted.Select(r => (r.Left!.Value, r.Right!.Value))], cancellationToken);
        return new KnownPairs(store.Count, [.. permitted.Zip(patterns).Select(r => new KnownPair(r.First.Left!.Value, r.First.Right!.Value, r.First.Any!.Value, r.Second))]);
    }

    private static SqlName ReadFile(DuckSession session, string path, CancellationToken cancellationToken)
    {
        var labels = new SqlName("lnk_label_of_file");
        using var scratch = ScratchFolder.Make("labels");
        LabelFile.Load(session, path, labels, datasets: null, scratch.Path, cancellationToken);
        return labels;
    }

    private static IReadOnlyList<(int? Left, int? Right, bool? Every, bool? Any, long Labels)> Read(DuckSession session, SqlName labels, CancellationToken cancellationToken)
    {
        const string WhatToDo = "Give columns left_dataset, left_id, right_dataset, right_id and is_match (true or false).";
        try
        {
            var columns = session.Query($"SELECT column_name FROM (DESCRIBE {labels})", r => r.GetString(0), cancellationToken);
            if (Columns.FirstOrDefault(c => !columns.Contains(c, StringComparer.OrdinalIgnoreCase)) is { } missing)
            {
                throw new MatchingInputException($"There is no column '{missing}'.", $"labels {labels}", WhatToDo);
            }

            var type = session.Query("SELECT column_type FROM (DESCRIBE lnk_record) WHERE column_name = 'record_id'", r => r.GetString(0), cancellationToken)[0];
            return session.Query(
                SqlStep.Load(typeof(KnownPairs), "known_pairs").With(("labels", labels.ToString()), ("type", type)).Text,
                r => (Whole(r, 0), Whole(r, 1), Truth(r, 2), Truth(r, 3), r.GetInt64(4)),
                cancellationToken);
        }
        catch (DuckDBException)
        {
            // The engine's message may quote a value.
            throw new MatchingInputException("The labels cannot be read.", $"labels {labels}", WhatToDo);
        }
    }

    private static int? Whole(System.Data.Common.DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    private static bool? Truth(System.Data.Common.DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetBoolean(column);

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;
}

/// <summary>A pair whose truth is known.</summary>
/// <param name="Left">The lesser record.</param>
/// <param name="Right">The greater record.</param>
/// <param name="IsMatch">Whether they are one person.</param>
/// <param name="Pattern">Its comparison vector.</param>
internal readonly record struct KnownPair(int Left, int Right, bool IsMatch, long Pattern);
