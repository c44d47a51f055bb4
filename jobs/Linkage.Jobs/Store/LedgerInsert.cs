using System.Data.Common;
using Linkage.Governance.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Linkage.Jobs.Store;

/// <summary>Inserts events by one prepared statement, within the transaction of a context: a change tracker has nothing to do for rows that are never read back.</summary>
internal sealed class LedgerInsert : IDisposable
{
    private static readonly string[] Columns = ["sequence", "instant", "kind", "subject", "actor", "body", "previous", "hash", "subtree"];

    private readonly DbCommand _command;

    /// <summary>Prepares.</summary>
    /// <exception cref="InvalidOperationException">The context is in no transaction.</exception>
    public LedgerInsert(RunStoreContext db)
    {
        var transaction = db.Database.CurrentTransaction ?? throw new InvalidOperationException("An event is written in the transaction of what it records.");
        _command = db.Database.GetDbConnection().CreateCommand();
        _command.Transaction = transaction.GetDbTransaction();
        _command.CommandText = $"INSERT INTO ledger ({string.Join(", ", Columns)}) VALUES ({string.Join(", ", Columns.Select(c => $"@{c}"))})";
        foreach (var column in Columns)
        {
            var parameter = _command.CreateParameter();
            parameter.ParameterName = $"@{column}";
            _command.Parameters.Add(parameter);
        }
    }

    /// <summary>Inserts one.</summary>
    public void Add(LedgerRecord record)
    {
        var happened = record.Event;
        object[] values =
        [
            happened.Sequence, LedgerEvent.Written(happened.Instant), happened.Kind, happened.Subject, happened.Actor, happened.Body,
            record.Previous.ToString(), record.Hash.ToString(), record.Subtree.ToString(),
        ];
        for (var i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i];
        }

        _command.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public void Dispose() => _command.Dispose();
}
