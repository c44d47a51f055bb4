namespace Linkage.Pipeline.Zones;

/// <summary>
/// A container outside of this machine that holds the published sets; the zones' folder is then a working copy of it. A set is there when its seal is: files go up before it, under names
/// that hold their digest, so that nobody's file takes the place of another's, and go after it. Failures are <see cref="ZoneContainerException"/>.
/// </summary>
internal interface IZoneContainer
{
    /// <summary>Where it is, for messages; holds no secret.</summary>
    string Address { get; }

    /// <summary>Tries that it does what publishing needs, and leaves nothing behind.</summary>
    void Require(CancellationToken cancellationToken);

    /// <summary>The name it bears, which a working copy remembers; null where it has none and is given none.</summary>
    /// <param name="given">The name to give it, unless it has one already.</param>
    /// <param name="cancellationToken">Stops it.</param>
    string? Mark(string? given, CancellationToken cancellationToken);

    /// <summary>The sealed sets whose place begins so, in ordinal order of their places. Whoever writes there can make any of it: nothing is held against anything.</summary>
    IReadOnlyList<ContainedSet> Sets(string under, CancellationToken cancellationToken);

    /// <summary>The seal of a set as it is at this moment; null when there is no set.</summary>
    ContainedSeal? Seal(string place, CancellationToken cancellationToken);

    /// <summary>The files that lie at a place, whatever its seal says, by name and digest.</summary>
    IReadOnlyList<(string File, string Digest)> Files(string place, CancellationToken cancellationToken);

    /// <summary>Brings a file here in pieces and says what it is.</summary>
    /// <param name="place">The set.</param>
    /// <param name="file">Name of the file.</param>
    /// <param name="digest">The digest it was put there under.</param>
    /// <param name="target">A new file.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>SHA-256 of what came, lower-case hex; null when there is no such file.</returns>
    string? Fetch(string place, string file, string digest, string target, CancellationToken cancellationToken);

    /// <summary>Puts a file there, or makes one that is there already look new, so that nobody's sweep takes it.</summary>
    /// <param name="item">The file.</param>
    /// <param name="path">Where it lies here.</param>
    /// <param name="isThere">True when it should be there already.</param>
    /// <param name="cancellationToken">Stops it.</param>
    void Put(ContainedFile item, string path, bool isThere, CancellationToken cancellationToken);

    /// <summary>Puts the seal there, unless the place has one.</summary>
    /// <param name="place">The set.</param>
    /// <param name="seal">The seal.</param>
    /// <param name="at">When it was sealed; null for this moment, by the container's clock.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>False when it has.</returns>
    bool TrySeal(string place, byte[] seal, DateTimeOffset? at, CancellationToken cancellationToken);

    /// <summary>Dates the seal of a set.</summary>
    void Redate(string place, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Takes a set away, its seal first.</summary>
    /// <returns>Whether anything was there.</returns>
    bool Remove(string place, CancellationToken cancellationToken);

    /// <summary>Takes away files that no seal names: at once those of earlier runs of this working copy, those of others when they are old enough for nobody to be at work on them.</summary>
    /// <param name="copy">The working copy.</param>
    /// <param name="run">The run whose files stay; null for none.</param>
    /// <param name="named">The files that the seal of a place names, by name and digest, as known here or, when true is given, as the container has it now; null when that is not known, and then all stay.</param>
    /// <param name="require">Asked before each goes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many went.</returns>
    int Sweep(string copy, string? run, Func<string, bool, IReadOnlySet<(string File, string Digest)>?> named, Action require, CancellationToken cancellationToken);
}
