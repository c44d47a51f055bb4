using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace DuckDB.NET.Bindings.Tests.Completeness;

/// <summary>
/// Writes a type of a signature as text that is the same on both sides of an assembly reference: full names without assemblies,
/// with "value" or "class" where the signature says so, and with custom modifiers and calling conventions.
/// </summary>
internal sealed class SignatureText : ISignatureTypeProvider<string, object?>
{
    private const byte ValueTypeKind = 0x11;
    private const byte ClassKind = 0x12;

    /// <summary>Told of every named type with its kind, when the signature gives one.</summary>
    public Action<EntityHandle, string>? Seen { get; init; }

    public static string NameOf(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var name = reader.GetString(type.Name);
        return type.GetDeclaringType() is { IsNil: false } outer
            ? $"{NameOf(reader, outer)}+{name}"
            : Qualify(reader.GetString(type.Namespace), name);
    }

    public static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(reader, (TypeReferenceHandle)type.ResolutionScope)}+{name}"
            : Qualify(reader.GetString(type.Namespace), name);
    }

    public static string Method(MethodSignature<string> signature)
    {
        var generic = signature.GenericParameterCount == 0 ? "" : $"<{signature.GenericParameterCount}>";
        var scope = signature.Header.IsInstance ? "instance" : "static";
        return $"{scope} {signature.Header.CallingConvention} {generic}({string.Join(", ", signature.ParameterTypes)}) : {signature.ReturnType}";
    }

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        Kind(handle, rawTypeKind) + NameOf(reader, handle);

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        Kind(handle, rawTypeKind) + NameOf(reader, handle);

    public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[rank {shape.Rank}]";

    public string GetByReferenceType(string elementType) => elementType + "&";

    public string GetPointerType(string elementType) => elementType + "*";

    public string GetPinnedType(string elementType) => elementType + " pinned";

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => $"{genericType}<{string.Join(", ", typeArguments)}>";

    public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";

    public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => $"{unmodifiedType} {(isRequired ? "modreq" : "modopt")}({modifier})";

    public string GetFunctionPointerType(MethodSignature<string> signature) => $"fnptr {Method(signature)}";

    private static string Qualify(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";

    private string Kind(EntityHandle handle, byte rawTypeKind)
    {
        var kind = rawTypeKind switch
        {
            ValueTypeKind => "value",
            ClassKind => "class",
            _ => "",
        };
        if (kind.Length == 0)
        {
            return "";
        }

        Seen?.Invoke(handle, kind);
        return kind + " ";
    }
}
