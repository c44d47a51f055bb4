using System.Text.Json.Nodes;

namespace Linkage.Jobs.Store;

/// <summary>What an event says of the row it records: ids, codes, counts and digests, so that the ledger can be read without the row.</summary>
internal static class LedgerFacts
{
    /// <summary>Of an event that records a row written before there was a ledger.</summary>
    public const string Imported = "imported";

    /// <summary>Kind and facts of a row as it is now.</summary>
    /// <exception cref="NotSupportedException">The ledger does not know this kind of row.</exception>
    public static (string Kind, JsonObject Facts) Of(object row) => row switch
    {
        RunRow { State: RunState.Running } run => ("run-begun", new JsonObject { ["project"] = run.Project }),
        RunRow run => ($"run-{run.State.ToString().ToLowerInvariant()}", Ended(run)),
        StageRow { Finished: false } stage => ("stage-begun", new JsonObject { ["stage"] = stage.Name }),
        StageRow stage => ("stage-ended", new JsonObject { ["stage"] = stage.Name, ["in"] = stage.RowsIn, ["kept"] = stage.RowsKept, ["rejected"] = stage.RowsRejected }),
        DecisionRow decision => (decision.Allowed ? "decision-allowed" : "decision-denied", Decided(decision)),
        ReleaseRow release => (release.AlreadyThere ? "release-already-there" : "release-published", new JsonObject { ["release"] = release.ReleaseId, ["statement"] = release.StatementDigest, ["rows"] = release.RowCount }),
        DocumentRow document => ($"{document.Kind.ToLowerInvariant()}-imported", new JsonObject { ["id"] = document.Id, ["version"] = document.Version, ["hash"] = document.ContentHash }),
        InstrumentRow instrument => ($"{instrument.Kind.ToLowerInvariant()}-imported", new JsonObject { ["reference"] = instrument.Reference, ["version"] = instrument.Version, ["hash"] = instrument.ContentHash }),
        ApprovalRow approval => ("approval-given", Approved(approval)),
        RuleChangeRow change => ($"rule-{change.Change.ToLowerInvariant()}", Changed(change)),
        GrantRow grant => ("grant-made", new JsonObject { ["grant"] = grant.GrantId, ["content"] = grant.ContentHash, ["rule"] = grant.RuleId, ["version"] = grant.RuleVersion }),
        KeyEventRow key => ($"key-{key.Act.ToString().ToLowerInvariant()}", Touched(key)),
        ReleaseActRow act => ($"release-{act.Act.ToLowerInvariant()}", Acted(act)),
        RotationRow rotation => (rotation.Person is null ? "key-epoch-ended" : "key-epoch-end-approved", Rotated(rotation)),
        RetentionRow wiped => ("retention-wiped", new JsonObject { ["place"] = wiped.Place, ["seal"] = wiped.Seal, ["due"] = wiped.Due, ["bytes"] = wiped.Bytes }),
        DatasetKeyRow key => ("dataset-key-destroyed", new JsonObject { ["dataset"] = key.Dataset, ["month"] = key.Month, ["epoch"] = key.Epoch, ["key"] = key.KeyId }),
        SlotRow slot => ($"slot-{slot.Act.ToLowerInvariant()}", Happened(slot)),
        ScheduleRow schedule => ($"schedule-{schedule.Act.ToLowerInvariant()}", Said(schedule)),
        NoticeRow notice => ($"notice-{notice.Act.ToLowerInvariant()}", Noticed(notice)),
        DeliveryRow delivery => ($"delivery-{delivery.Act.ToLowerInvariant()}", Delivered(delivery)),
        _ => throw new NotSupportedException($"The ledger records no {row.GetType().Name}."),
    };

    private static JsonObject Ended(RunRow run)
    {
        var facts = new JsonObject { ["project"] = run.Project };
        var refusals = JsonNode.Parse(run.Refusals)!.AsArray();
        if (refusals.Count > 0)
        {
            facts["codes"] = new JsonArray([.. refusals.Select(r => (string?)r!["code"]).Distinct().Select(c => JsonValue.Create(c))]);
        }

        if (refusals.Count(r => r!["quarantine"] is not null) is > 0 and var quarantined)
        {
            facts["quarantined"] = quarantined;
        }

        return facts;
    }

    private static JsonObject Approved(ApprovalRow approval)
    {
        var facts = new JsonObject { ["rule"] = approval.RuleId, ["version"] = approval.RuleVersion, ["hash"] = approval.RuleHash, ["role"] = approval.Role, ["person"] = approval.Person };
        if (approval.OnBehalfOf is not null)
        {
            facts["onBehalfOf"] = approval.OnBehalfOf;
        }

        return facts;
    }

    // The reason is a person's own words and stays in the row.
    private static JsonObject Changed(RuleChangeRow change)
    {
        var facts = new JsonObject { ["rule"] = change.RuleId, ["version"] = change.RuleVersion };
        if (change.Person is not null)
        {
            facts["person"] = change.Person;
        }

        return facts;
    }

    private static JsonObject Decided(DecisionRow decision)
    {
        var facts = new JsonObject { ["point"] = decision.Point, ["decision"] = decision.Digest };
        if (decision.RuleId is not null)
        {
            facts["rule"] = decision.RuleId;
            facts["version"] = decision.RuleVersion;
        }

        if (decision.ReasonCodes.Length > 0)
        {
            facts["codes"] = new JsonArray([.. decision.ReasonCodes.Split(' ').Select(c => JsonValue.Create(c))]);
        }

        return facts;
    }

    // The reason is a person's own words and stays in the row.
    private static JsonObject Acted(ReleaseActRow act)
    {
        var facts = new JsonObject { ["release"] = act.ReleaseId, ["statement"] = act.Statement, ["person"] = act.Person };
        if (act.Team is not null)
        {
            facts["team"] = act.Team;
        }

        if (act.OpeningKey is not null)
        {
            facts["openingKey"] = act.OpeningKey;
        }

        return facts;
    }

    // The reason is a person's own words and stays in the row.
    private static JsonObject Rotated(RotationRow rotation)
    {
        var facts = new JsonObject { ["epoch"] = rotation.Epoch, ["key"] = rotation.KeyId };
        if (rotation.Person is not null)
        {
            facts["person"] = rotation.Person;
            facts["role"] = rotation.Role;
        }

        if (rotation.Carried is { } carried)
        {
            facts["carried"] = carried;
        }

        return facts;
    }

    private static JsonObject Happened(SlotRow slot)
    {
        var facts = new JsonObject { ["project"] = slot.Project, ["slot"] = slot.Slot };
        if (slot.RunId is not null)
        {
            facts["run"] = slot.RunId;
        }

        if (slot.Code is not null)
        {
            facts["code"] = slot.Code;
        }

        if (slot.Person is not null)
        {
            facts["person"] = slot.Person;
        }

        return facts;
    }

    // The reason is a person's own words and stays in the row.
    private static JsonObject Said(ScheduleRow schedule)
    {
        var facts = new JsonObject { ["project"] = schedule.Project };
        if (schedule.Person is not null)
        {
            facts["person"] = schedule.Person;
        }

        return facts;
    }

    private static JsonObject Noticed(NoticeRow notice)
    {
        var facts = new JsonObject { ["recipient"] = notice.Recipient };
        if (notice.Subject is not null)
        {
            facts["subject"] = notice.Subject;
        }

        if (notice.Message is not null)
        {
            facts["message"] = notice.Message;
        }

        if (notice.Code is not null)
        {
            facts["code"] = notice.Code;
        }

        return facts;
    }

    // The reason is a person's own words and stays in the row.
    private static JsonObject Delivered(DeliveryRow delivery)
    {
        var facts = new JsonObject { ["dataset"] = delivery.Dataset, ["digest"] = delivery.Digest, ["run"] = delivery.RunId };
        if (delivery.Person is not null)
        {
            facts["person"] = delivery.Person;
        }

        return facts;
    }

    private static JsonObject Touched(KeyEventRow key)
    {
        var facts = new JsonObject { ["key"] = key.KeyId, ["content"] = key.ContentHash, ["rule"] = key.RuleId, ["version"] = key.RuleVersion };
        if (key.Field is not null)
        {
            facts["field"] = key.Field;
        }

        if (key.Reason is not null)
        {
            facts["reason"] = key.Reason;
        }

        return facts;
    }
}
