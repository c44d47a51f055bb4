using System.Reflection;
using System.Reflection.Metadata;

namespace DuckDB.NET.Bindings.Tests.Completeness;

/// <summary>Everything an assembly offers to others: its identity, its visible types with their kinds, their visible members.</summary>
internal sealed class ProvidedMembers
{
    private readonly MetadataReader reader;
    private readonly Dictionary<string, string> kinds = [];
    private readonly HashSet<string> members = new(StringComparer.Ordinal);

    public ProvidedMembers(MetadataReader reader)
    {
        this.reader = reader;
        var text = new SignatureText();
        foreach (var handle in reader.TypeDefinitions.Where(IsVisible))
        {
            var type = reader.GetTypeDefinition(handle);
            var name = SignatureText.NameOf(reader, handle);
            kinds[name] = IsValueType(type) ? "value" : "class";

            foreach (var method in type.GetMethods().Select(reader.GetMethodDefinition))
            {
                if ((method.Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public)
                {
                    members.Add($"{name}::{reader.GetString(method.Name)} {SignatureText.Method(method.DecodeSignature(text, null))}");
                }
            }

            foreach (var field in type.GetFields().Select(reader.GetFieldDefinition))
            {
                if ((field.Attributes & FieldAttributes.FieldAccessMask) == FieldAttributes.Public)
                {
                    members.Add($"{name}::{reader.GetString(field.Name)} field {field.DecodeSignature(text, null)}");
                }
            }
        }
    }

    public string Identity => AssemblyIdentity.Of(reader.GetAssemblyDefinition(), reader);

    public IReadOnlyDictionary<string, string> TypeKinds => kinds;

    public IReadOnlySet<string> Members => members;

    private bool IsVisible(TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        return (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NestedPublic => IsVisible(type.GetDeclaringType()),
            _ => false,
        };
    }

    private bool IsValueType(TypeDefinition type) =>
        type.BaseType.Kind == HandleKind.TypeReference
        && SignatureText.NameOf(reader, (TypeReferenceHandle)type.BaseType) is "System.ValueType" or "System.Enum";
}
