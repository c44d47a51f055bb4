using System.Security.Cryptography;
using System.Text;
using Linkage.Jobs.Registering;

namespace Linkage.Jobs.Notifying;

/// <summary>Something to be told. It holds ids, codes, counts and dates, and nothing that somebody wrote.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Subject">What tells it from every other thing, as <c>kind/...</c>.</param>
/// <param name="At">When it happened.</param>
/// <param name="Facts">What is said of it, by <see cref="NoticeFact"/>.</param>
internal sealed record Happening(NoticeKind Kind, string Subject, DateTimeOffset At, IReadOnlyDictionary<string, string> Facts)
{
    /// <summary>The project it is about; null when it is about none, and so for everybody.</summary>
    public string? Project => Facts.GetValueOrDefault(NoticeFact.Project);

    /// <summary>Whether what has not been told is told however long ago it happened: what ends soon is a state, not an event.</summary>
    public bool IsStanding => Kind == NoticeKind.Expiry;

    /// <summary>Makes one.</summary>
    /// <param name="kind">What kind of thing.</param>
    /// <param name="about">What tells it from others of its kind, without the kind.</param>
    /// <param name="at">When it happened.</param>
    /// <param name="facts">Names of <see cref="NoticeFact"/> and values; nulls are left out.</param>
    public static Happening Of(NoticeKind kind, string about, DateTimeOffset at, params ReadOnlySpan<(string Name, string? Value)> facts)
    {
        var known = new SortedDictionary<string, string>(StringComparer.Ordinal) { [NoticeFact.Kind] = Named(kind), [NoticeFact.At] = RegistryRows.Written(at) };
        foreach (var (name, value) in facts)
        {
            if (value is not null)
            {
                known[name] = value;
            }
        }

        return new Happening(kind, $"{Named(kind)}/{about}", at, known);
    }

    /// <summary>Its id: the same whoever derives it, and however often. Things of different stores never share one.</summary>
    /// <param name="store">What no two stores and workspaces have in common.</param>
    public string IdIn(string store) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{store}\n{Subject}")))[..32];

    /// <summary>A kind as the configuration and messages write it.</summary>
    public static string Named(NoticeKind kind) => kind.ToString().ToLowerInvariant();
}
