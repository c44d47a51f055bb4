using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace DuckDB.NET.Bindings.Tests.Completeness;

/// <summary>Compares what one assembly asks of another with what that other one offers.</summary>
internal static class ReferenceChecker
{
    /// <summary>One line for each identity, type or member that is asked for and not offered just so; empty when all is well.</summary>
    public static IReadOnlyList<string> FindGaps(Stream consumer, Stream provider, string assemblyName)
    {
        using var consumerFile = new PEReader(consumer);
        using var providerFile = new PEReader(provider);
        var asked = new ReferencedMembers(consumerFile.GetMetadataReader(), assemblyName);
        var offered = new ProvidedMembers(providerFile.GetMetadataReader());
        var gaps = new List<string>();

        if (asked.Identity != offered.Identity)
        {
            gaps.Add($"identity: asked for {asked.Identity}, offered {offered.Identity}");
        }

        foreach (var (type, kind) in asked.TypeKinds)
        {
            if (!offered.TypeKinds.TryGetValue(type, out var offeredKind))
            {
                gaps.Add($"type: {type} is missing");
            }
            else if (kind.Length > 0 && kind != offeredKind)
            {
                gaps.Add($"type: {type} is a {offeredKind} type, asked for a {kind} type");
            }
        }

        gaps.AddRange(asked.Members.Where(member => !offered.Members.Contains(member)).Select(member => $"member: {member} is missing"));
        return gaps;
    }

    /// <summary>How many types and members the consumer asks for.</summary>
    public static (int Types, int Members) Count(Stream consumer, string assemblyName)
    {
        using var file = new PEReader(consumer);
        var asked = new ReferencedMembers(file.GetMetadataReader(), assemblyName);
        return (asked.TypeKinds.Count, asked.Members.Count);
    }
}
