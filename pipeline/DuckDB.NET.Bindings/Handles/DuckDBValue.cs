using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace DuckDB.NET.Native;

/// <summary>A single typed value: a parameter, or an argument of a table function (duckdb_value).</summary>
public class DuckDBValue() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true), IDuckDBValueReader
{
    private DuckDBValue[] children = [];

    public bool IsNull() => NativeMethods.Value.DuckDBIsNullValue(this);

    public T GetValue<T>()
    {
        if (IsNull())
        {
            return default(T) is null ? default! : throw new InvalidCastException($"The value is NULL, which {typeof(T)} cannot hold.");
        }

        var value = Read(NativeMethods.Value.DuckDBGetValueTypeId(this));
        if (value is T typed)
        {
            return typed;
        }

        return (T)Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), CultureInfo.InvariantCulture);
    }

    /// <summary>Takes over the elements a list or array value was made of; they are released with it.</summary>
    internal void Own(DuckDBValue[] elements) => children = elements;

    protected override bool ReleaseHandle()
    {
        foreach (var child in children)
        {
            child.Dispose();
        }

        NativeMethods.Value.DuckDBDestroyValue(ref handle);
        return true;
    }

    private object Read(DuckDBType type) => type switch
    {
        DuckDBType.Boolean => NativeMethods.Value.DuckDBGetBool(this),
        DuckDBType.TinyInt => NativeMethods.Value.DuckDBGetInt8(this),
        DuckDBType.SmallInt => NativeMethods.Value.DuckDBGetInt16(this),
        DuckDBType.Integer => NativeMethods.Value.DuckDBGetInt32(this),
        DuckDBType.BigInt => NativeMethods.Value.DuckDBGetInt64(this),
        DuckDBType.UnsignedTinyInt => NativeMethods.Value.DuckDBGetUInt8(this),
        DuckDBType.UnsignedSmallInt => NativeMethods.Value.DuckDBGetUInt16(this),
        DuckDBType.UnsignedInteger => NativeMethods.Value.DuckDBGetUInt32(this),
        DuckDBType.UnsignedBigInt => NativeMethods.Value.DuckDBGetUInt64(this),
        DuckDBType.HugeInt => NativeMethods.Value.DuckDBGetHugeInt(this).ToBigInteger(),
        DuckDBType.UnsignedHugeInt => NativeMethods.Value.DuckDBGetUHugeInt(this).ToBigInteger(),
        DuckDBType.Float => NativeMethods.Value.DuckDBGetFloat(this),
        DuckDBType.Double => NativeMethods.Value.DuckDBGetDouble(this),
        DuckDBType.Decimal => decimal.Parse(NativeMethods.Value.DuckDBGetVarchar(this), CultureInfo.InvariantCulture),
        DuckDBType.Uuid => Guid.Parse(NativeMethods.Value.DuckDBGetVarchar(this)),
        DuckDBType.Varchar => NativeMethods.Value.DuckDBGetVarchar(this),
        DuckDBType.Date => (DateOnly)DuckDBDateOnly.FromDuckDBDate(NativeMethods.Value.DuckDBGetDate(this)),
        DuckDBType.Time => (TimeOnly)NativeMethods.DateTimeHelpers.DuckDBFromTime(NativeMethods.Value.DuckDBGetTime(this)),
        DuckDBType.Interval => (TimeSpan)NativeMethods.Value.DuckDBGetInterval(this),
        DuckDBType.Timestamp => DuckDBTimestamp.FromDuckDBTimestampStruct(NativeMethods.Value.DuckDBGetTimestamp(this)).ToDateTime(),
        _ => throw new NotSupportedException($"Values of type {type} cannot be read as an argument."),
    };
}
