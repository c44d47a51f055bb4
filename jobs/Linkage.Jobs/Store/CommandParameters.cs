using System.Data.Common;

namespace Linkage.Jobs.Store;

/// <summary>Parameters of a command, whatever the database.</summary>
internal static class CommandParameters
{
    /// <summary>Adds a parameter.</summary>
    /// <param name="command">The command.</param>
    /// <param name="name">Its name, as in <c>@subject</c>.</param>
    /// <param name="value">Its value.</param>
    public static DbParameter Add(this DbCommand command, string name, object? value = null)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
        return parameter;
    }
}
