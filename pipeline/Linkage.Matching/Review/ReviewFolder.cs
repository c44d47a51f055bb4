using System.Security.Cryptography;

namespace Linkage.Matching.Review;

/// <summary>
/// One review on disk, readable by its owner only. <c>review.json</c> says what it is about, <c>pairs.json</c> holds what reviewers see, <c>scores.json</c> what the
/// model thinks; <c>labels</c> has a journal for each reviewer and <c>adjudication</c> the adjudicator's. It holds personal data.
/// </summary>
public sealed class ReviewFolder
{
    private const string Ask = "Name the folder that 'linkage review export' made.";

    private ReviewFolder(string path, string digest, ReviewManifest manifest, IReadOnlyList<ReviewPair> pairs, ReviewScores scores) =>
        (Path, Digest, Manifest, Pairs, Scores) = (path, digest, manifest, pairs, scores);

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>SHA-256 of <c>review.json</c>, lower-case hex: the review's identity.</summary>
    public string Digest { get; }

    /// <summary>What it is about.</summary>
    public ReviewManifest Manifest { get; }

    /// <summary>The pairs in the order of their numbers.</summary>
    public IReadOnlyList<ReviewPair> Pairs { get; }

    /// <summary>What the model thinks of them. Not for reviewers.</summary>
    public ReviewScores Scores { get; }

    /// <summary>The names of those who have labels here, in order.</summary>
    public IReadOnlyList<string> Reviewers => Names(ReviewRole.Reviewer);

    /// <summary>Who adjudicates, or null when nobody has begun.</summary>
    public string? Adjudicator => Names(ReviewRole.Adjudicator) is [var name, ..] ? name : null;

    /// <summary>Makes sure that a folder is not there, or is empty and its owner's alone.</summary>
    /// <exception cref="MatchingInputException">It holds something, or others may enter it.</exception>
    internal static void RequireEmpty(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new MatchingInputException("The folder for the review is not empty.", folder, "Name a new folder.");
        }

        if (Directory.Exists(folder) && OwnerOnly.IsOpenToOthers(folder))
        {
            throw new MatchingInputException("Others may enter the folder for the review, which will hold personal data.", folder, "Name a new folder, or take their rights first (chmod 700).");
        }
    }

    /// <summary>Writes a review.</summary>
    internal static ReviewFolder Create(string folder, ReviewRun run, long seed, IReadOnlyList<ReviewComparison> comparisons, ReviewPairs pairs, ReviewScores scores)
    {
        var path = System.IO.Path.GetFullPath(folder);
        OwnerOnly.CreateFolder(path);
        OwnerOnly.CreateFolder(FolderOf(path, ReviewRole.Reviewer));
        OwnerOnly.CreateFolder(FolderOf(path, ReviewRole.Adjudicator));
        var pairsBytes = ReviewJson.Document(pairs);
        var scoresBytes = ReviewJson.Document(scores);
        OwnerOnly.WriteNew(System.IO.Path.Combine(path, "pairs.json"), pairsBytes);
        OwnerOnly.WriteNew(System.IO.Path.Combine(path, "scores.json"), scoresBytes);

        // Last, so that a review that is there is whole.
        var manifest = new ReviewManifest(ReviewManifest.CurrentFormat, run, seed, pairs.Pairs.Count, Sha256(pairsBytes), Sha256(scoresBytes), comparisons);
        OwnerOnly.WriteNew(System.IO.Path.Combine(path, "review.json"), ReviewJson.Document(manifest));
        return Open(path);
    }

    /// <summary>Opens a review and checks that it is whole and unchanged.</summary>
    /// <exception cref="MatchingInputException">It is not a review, was changed, or can be read by others.</exception>
    public static ReviewFolder Open(string folder)
    {
        var path = System.IO.Path.GetFullPath(folder);
        var manifestPath = System.IO.Path.Combine(path, "review.json");
        var manifest = ReviewJson.Read<ReviewManifest>(manifestPath, "review", Ask);
        if (manifest.Format != ReviewManifest.CurrentFormat)
        {
            throw new MatchingInputException("The review is of another format.", manifestPath, "Use the version of the program that made it, or make a new one.");
        }

        if (OwnerOnly.IsOpenToOthers(path))
        {
            throw new MatchingInputException("Others may enter the folder of the review, which holds personal data.", path, "Take their rights (chmod 700), and find out who could have read it.");
        }

        var pairs = Part<ReviewPairs>(path, "pairs.json", manifest.PairsSha256);
        var scores = Part<ReviewScores>(path, "scores.json", manifest.ScoresSha256);
        return new ReviewFolder(path, Sha256(File.ReadAllBytes(manifestPath)), manifest, pairs.Pairs, scores);
    }

    /// <summary>Opens a person's journal for labelling, or begins it.</summary>
    /// <param name="reviewer">The person's name.</param>
    /// <param name="role">In what capacity.</param>
    /// <param name="clock">Gives the time of each decision.</param>
    /// <exception cref="MatchingInputException">
    /// The name breaks the rules; a reviewer may not adjudicate, nor the other way round; there are two reviewers, or another adjudicator, already; or labelling is
    /// closed, since adjudication has begun.
    /// </exception>
    public LabelJournal OpenJournal(string reviewer, ReviewRole role, TimeProvider clock)
    {
        Permit(ReviewerName.Check(reviewer), role);
        OwnerOnly.CreateFolder(FolderOf(Path, role));
        return LabelJournal.Open(JournalOf(reviewer, role), new JournalHead(Digest, reviewer, role), Pairs.Count, clock);
    }

    /// <summary>Reads what a person has said so far.</summary>
    /// <exception cref="MatchingInputException">The journal is damaged, of another review, or in use.</exception>
    public LabelState Read(string reviewer, ReviewRole role) =>
        LabelJournal.Read(JournalOf(ReviewerName.Check(reviewer), role), new JournalHead(Digest, reviewer, role), Pairs.Count);

    /// <summary>Takes in the journal of a person who worked on a copy of this review.</summary>
    /// <param name="path">The journal.</param>
    /// <param name="reviewer">Whose it must be.</param>
    /// <returns>What it says, and in what capacity it was said.</returns>
    /// <exception cref="MatchingInputException">It is of another review or person, or there is another journal of that person here already.</exception>
    public (LabelState State, ReviewRole Role) TakeIn(string path, string reviewer)
    {
        var head = LabelJournal.HeadOf(path);
        Permit(ReviewerName.Check(reviewer), head.Role);
        var state = LabelJournal.Read(path, new JournalHead(Digest, reviewer, head.Role), Pairs.Count);
        var target = JournalOf(reviewer, head.Role);
        if (File.Exists(target))
        {
            throw new MatchingInputException("There are labels of that person here already.", target, "Go on with those, or move them away first.");
        }

        OwnerOnly.CreateFolder(FolderOf(Path, head.Role));
        OwnerOnly.WriteNew(target, File.ReadAllBytes(path));
        return (state, head.Role);
    }

    private static string FolderOf(string path, ReviewRole role) => System.IO.Path.Combine(path, role == ReviewRole.Reviewer ? "labels" : "adjudication");

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static T Part<T>(string folder, string name, string digest)
        where T : class
    {
        var path = System.IO.Path.Combine(folder, name);
        if (!File.Exists(path) || LinkRunFile.DigestOf(path) != digest)
        {
            throw new MatchingInputException("A file of the review is missing or was changed.", path, "Make the review again from its run; the same seed draws the same pairs, and its labels fit again.");
        }

        return ReviewJson.Read<T>(path, "part of a review", Ask);
    }

    private string JournalOf(string reviewer, ReviewRole role) => System.IO.Path.Combine(FolderOf(Path, role), reviewer + ".jsonl");

    private IReadOnlyList<string> Names(ReviewRole role) =>
        Directory.Exists(FolderOf(Path, role))
            ? [.. Directory.EnumerateFiles(FolderOf(Path, role), "*.jsonl").Select(f => System.IO.Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>Makes sure that a person may work on the review in a capacity.</summary>
    /// <exception cref="MatchingInputException">As for <see cref="OpenJournal"/>.</exception>
    public void Permit(string reviewer, ReviewRole role)
    {
        var reviewers = Reviewers;
        if (role == ReviewRole.Adjudicator)
        {
            if (reviewers.Contains(reviewer))
            {
                throw new MatchingInputException("Whoever labelled the pairs may not adjudicate them.", "--reviewer", "A third person decides where the two reviewers differ.");
            }

            if (Adjudicator is { } other && other != reviewer)
            {
                throw new MatchingInputException($"'{VisibleText.Of(other)}' adjudicates this review already.", "--reviewer", "One person adjudicates a review.");
            }

            return;
        }

        if (Adjudicator is { } adjudicator)
        {
            throw adjudicator == reviewer
                ? new MatchingInputException("The adjudicator of a review may not label its pairs.", "--reviewer", "The two reviewers and the adjudicator are three people.")
                : new MatchingInputException("Labelling is closed: adjudication has begun.", Path, "Make a new review with another seed for more labels.");
        }

        if (!reviewers.Contains(reviewer) && reviewers.Count >= 2)
        {
            throw new MatchingInputException($"'{VisibleText.Of(reviewers[0])}' and '{VisibleText.Of(reviewers[1])}' label this review already.", "--reviewer", "Two people label a review; a third adjudicates.");
        }
    }
}
