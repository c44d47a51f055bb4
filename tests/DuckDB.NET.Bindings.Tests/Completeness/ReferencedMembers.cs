using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace DuckDB.NET.Bindings.Tests.Completeness;

/// <summary>Everything one assembly asks of another: its identity, types with their kinds, and members with their signatures.</summary>
internal sealed class ReferencedMembers
{
    private readonly MetadataReader reader;
    private readonly AssemblyReferenceHandle target;
    private readonly Dictionary<string, string> kinds = [];
    private readonly SortedSet<string> members = new(StringComparer.Ordinal);

    public ReferencedMembers(MetadataReader reader, string assemblyName)
    {
        this.reader = reader;
        target = reader.AssemblyReferences.Single(handle => reader.StringComparer.Equals(reader.GetAssemblyReference(handle).Name, assemblyName));

        foreach (var handle in reader.TypeReferences.Where(handle => IsOfTarget(handle)))
        {
            kinds.TryAdd(SignatureText.NameOf(reader, handle), "");
        }

        var text = new SignatureText { Seen = NoteKind };
        ReadMembers(text);
        ReadOwnSignatures(text);
    }

    /// <summary>Name, version and public key token that the reference gives.</summary>
    public string Identity => AssemblyIdentity.Of(reader.GetAssemblyReference(target), reader);

    /// <summary>Full name of each referenced type, with "value", "class" or nothing when no signature tells.</summary>
    public IReadOnlyDictionary<string, string> TypeKinds => kinds;

    /// <summary>Each referenced field or method as "type::name signature".</summary>
    public IReadOnlyCollection<string> Members => members;

    private void ReadMembers(SignatureText text)
    {
        foreach (var handle in reader.MemberReferences)
        {
            var member = reader.GetMemberReference(handle);
            var signature = member.GetKind() == MemberReferenceKind.Field
                ? $"field {member.DecodeFieldSignature(text, null)}"
                : SignatureText.Method(member.DecodeMethodSignature(text, null));
            if (OwnerName(member.Parent, text) is { } owner)
            {
                members.Add($"{owner}::{reader.GetString(member.Name)} {signature}");
            }
        }
    }

    // The assembly's own signatures hold types whose kind no member reference tells.
    private void ReadOwnSignatures(SignatureText text)
    {
        foreach (var handle in reader.MethodDefinitions)
        {
            reader.GetMethodDefinition(handle).DecodeSignature(text, null);
        }

        foreach (var handle in reader.FieldDefinitions)
        {
            reader.GetFieldDefinition(handle).DecodeSignature(text, null);
        }

        for (var row = 1; row <= reader.GetTableRowCount(TableIndex.MethodSpec); row++)
        {
            reader.GetMethodSpecification(MetadataTokens.MethodSpecificationHandle(row)).DecodeSignature(text, null);
        }

        for (var row = 1; row <= reader.GetTableRowCount(TableIndex.StandAloneSig); row++)
        {
            var signature = reader.GetStandaloneSignature(MetadataTokens.StandaloneSignatureHandle(row));
            if (signature.GetKind() == StandaloneSignatureKind.LocalVariables)
            {
                signature.DecodeLocalSignature(text, null);
            }
        }
    }

    private string? OwnerName(EntityHandle parent, SignatureText text)
    {
        if (parent.Kind == HandleKind.TypeReference)
        {
            return IsOfTarget((TypeReferenceHandle)parent) ? SignatureText.NameOf(reader, (TypeReferenceHandle)parent) : null;
        }

        if (parent.Kind != HandleKind.TypeSpecification)
        {
            return null;
        }

        // A member of a generic type belongs to us when the generic type itself does, whatever its arguments.
        var owner = reader.GetTypeSpecification((TypeSpecificationHandle)parent).DecodeSignature(text, null).Split(' ', 2)[^1];
        var definition = owner.Split('<', 2)[0];
        return definition.Contains('`', StringComparison.Ordinal) && kinds.ContainsKey(definition) ? definition : null;
    }

    private bool IsOfTarget(TypeReferenceHandle handle)
    {
        var scope = reader.GetTypeReference(handle).ResolutionScope;
        return scope.Kind == HandleKind.TypeReference
            ? IsOfTarget((TypeReferenceHandle)scope)
            : scope.Kind == HandleKind.AssemblyReference && (AssemblyReferenceHandle)scope == target;
    }

    private void NoteKind(EntityHandle handle, string kind)
    {
        if (handle.Kind == HandleKind.TypeReference && IsOfTarget((TypeReferenceHandle)handle))
        {
            kinds[SignatureText.NameOf(reader, (TypeReferenceHandle)handle)] = kind;
        }
    }
}
