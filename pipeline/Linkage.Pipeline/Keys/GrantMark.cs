namespace Linkage.Pipeline.Keys;

/// <summary>What a published set says of the grant it was made under, in its seal, so that it is found when the grant ends.</summary>
/// <param name="Content">Content hash of the grant.</param>
/// <param name="Key">Id of the grant secret its person keys come from.</param>
public sealed record GrantMark(string Content, string Key)
{
    /// <summary>The mark of a grant secret.</summary>
    public static GrantMark Of(GrantKey key) => new(key.Scope.ContentHash, key.KeyId);
}
