using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Linkage.Governance.Documents;
using Linkage.Jobs.Store;
using Linkage.Matching;
using Linkage.Pipeline.Deliveries;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;
using Linkage.Synthetic;

namespace Linkage.Jobs.Commands;

/// <summary>
/// Turns an exception into a <see cref="Problem"/>. Only messages of types that are known to hold names and counts are passed on;
/// of every other exception nothing but its type and the place in the code is told, since a database or parser may quote a value.
/// </summary>
internal static class Faults
{
    /// <summary>Names the problem and, for a fault, leaves a record of types and stack frames in the workspace.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="workspace">Where the record goes, or null to keep none.</param>
    public static Problem Of(Exception exception, string? workspace) => exception switch
    {
        ProblemException known => known.Problem,
        OperationCanceledException => new Problem("CANCELLED", "Interrupted. Nothing half-made is visible; the same command starts again where it can.", ExitCode.Cancelled),
        ConfigurationException bad => new Problem("BAD_CONFIGURATION", bad.Problem, ExitCode.BadConfiguration)
        {
            Where = string.Create(CultureInfo.InvariantCulture, $"{bad.File}{(bad.Line is { } line ? $", line {line}" : null)}{(bad.Key is { Length: > 0 } key ? $", key {key}" : null)}"),
        },
        MatchingInputException input => new Problem("BAD_INPUT", input.What, ExitCode.BadConfiguration) { Where = input.Where, Remedy = input.WhatToDo },
        SyntheticOptionsException option => new Problem("BAD_OPTION", option.Message, ExitCode.BadConfiguration) { Where = option.Option },
        WorkspaceLostException lost => new Problem("WORKSPACE_LOCK_LOST", $"{lost.Message} Nothing of this run was published from then on.", ExitCode.Fault)
        {
            Where = workspace,
            Remedy = "Find out who deleted or replaced workspace.lock, or the workspace, under a running job ('linkage status' shows who is at work there now); then run again.",
        },
        KeyVaultException key => new Problem("KEY_UNAVAILABLE", $"{KindOf(key.Location)} {key.Problem}.", ExitCode.BadConfiguration)
        {
            Where = key.Location,
            Remedy = key.Remedy,
        },
        DeliveryException delivery => new Problem(delivery.Code, $"The extract {delivery.Problem}.", delivery.IsTransient ? ExitCode.Fault : ExitCode.Refused) { Where = delivery.Where, Remedy = delivery.Remedy },
        StorageNotFitException { Zone: var address } container when address.StartsWith("https://", StringComparison.Ordinal) => new Problem(
            "STORAGE_NOT_FIT", $"The container of the zones {container.Problem}. Nothing was published.", ExitCode.BadConfiguration)
        {
            Where = address,
            Remedy = "Use a container of a general-purpose v2 account of Azure Blob Storage, and look at what stands between: 'Zones on Azure Blob Storage' in runbook.md says what is needed.",
        },
        StorageNotFitException storage => new Problem("STORAGE_NOT_FIT", $"The storage of the workspace {storage.Problem}. Nothing was published.", ExitCode.BadConfiguration)
        {
            Where = storage.Zone,
            Remedy = "Put the workspace on a local disk, or on shared storage that does this: 'Where a workspace may lie' in runbook.md says what is needed.",
        },
        ZoneContainerException container => new Problem(
            container.Kind switch { ZoneContainerProblem.NotFit => "STORAGE_NOT_FIT", ZoneContainerProblem.Unreachable => "STORAGE_UNREACHABLE", ZoneContainerProblem.TwoPlaces => "ZONES_IN_TWO_PLACES" },
            $"The container of the zones {container.Problem}.",
            container.Kind == ZoneContainerProblem.Unreachable ? ExitCode.Fault : ExitCode.BadConfiguration)
        {
            Where = container.Location,
            Remedy = container.Remedy,
        },
        SealedFileException file => new Problem("KEY_UNAVAILABLE", $"A sealed file {file.Problem}.", ExitCode.BadConfiguration) { Where = file.Path, Remedy = file.WhatToDo },
        _ when PostgresDatabase.ProblemOf(exception) is { } store => store,
        _ when MachineFault.Of(exception, workspace) is { } machine => new Problem(machine.Code, machine.Message, ExitCode.Fault)
        {
            Where = machine.Where,
            Remedy = machine.Remedy,
        },
        StageException stage => Unexpected(exception, workspace) with { Code = "STAGE_FAILED", Message = stage.Message },
        _ => Unexpected(exception, workspace),
    };

    private static string KindOf(string location) => location switch
    {
        _ when location.StartsWith("https://", StringComparison.Ordinal) => location.Contains("/secrets/", StringComparison.Ordinal) ? "A secret of the key vault" : "The key vault",
        _ => Directory.Exists(location) ? "The key folder" : "A key file",
    };

    private static Problem Unexpected(Exception exception, string? workspace)
    {
        var root = exception is AggregateException { InnerExceptions: [var only] } ? only : exception;
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var (code, message, remedy) = root switch
        {
            OutOfMemoryException => ("OUT_OF_MEMORY", "The machine ran out of memory.", "Give less to DuckDB with --memory MIB, so that it spills to disk, or use a larger machine."),
            DuckDBException { ErrorType: DuckDBErrorType.OutOfMemory } => ("OUT_OF_MEMORY", "DuckDB reached its memory limit.", "Give it more with --memory MIB."),
            _ => ("FAULT", $"Something broke: {root.GetType().Name}.", "Run again; if it happens again, pass the fault id on to whoever looks after Linkage."),
        };
        var record = workspace is not null && Directory.Exists(workspace) ? Record(root, id, workspace) : null;
        return new Problem(code, message, ExitCode.Fault)
        {
            FaultId = id,
            Where = record,
            Remedy = remedy,
        };
    }

    private static string? Record(Exception exception, string id, string workspace)
    {
        var text = new StringBuilder();
        for (var e = exception; e is not null; e = e.InnerException)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{e.GetType().FullName} (0x{e.HResult:x8})");
            text.AppendLine(e.StackTrace);
        }

        try
        {
            var folder = Path.Combine(workspace, "faults");
            PrivateFolder.Create(folder);
            var path = Path.Combine(folder, $"fault-{id}.txt");
            PrivateFolder.WriteAllBytes(path, Encoding.UTF8.GetBytes(text.ToString()));
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
