namespace Linkage.Jobs.Labelling;

/// <summary>What a key asks for.</summary>
internal enum LabelKey
{
    /// <summary>Nothing this screen knows.</summary>
    None,

    /// <summary>The same person.</summary>
    Match,

    /// <summary>Two people.</summary>
    NoMatch,

    /// <summary>What is there does not tell.</summary>
    Unsure,

    /// <summary>The next pair; this one comes again.</summary>
    Skip,

    /// <summary>The pair before this one.</summary>
    Back,

    /// <summary>Takes the last decision back.</summary>
    Undo,

    /// <summary>The rest of a pair that does not fit on the screen.</summary>
    More,

    /// <summary>Ends; the next call goes on here.</summary>
    Quit,
}
