namespace Linkage.Pipeline.Contracts;

/// <summary>The one place where a logical type becomes a DuckDB type.</summary>
public static class LogicalTypeSql
{
    /// <summary>The DuckDB type name.</summary>
    public static string SqlType(this LogicalType type) => type switch
    {
        LogicalType.String => "VARCHAR",
        LogicalType.Integer => "BIGINT",
        LogicalType.Number => "DECIMAL(18,2)",
        LogicalType.Date => "DATE",
        LogicalType.Boolean => "BOOLEAN",
    };
}
