namespace Linkage.Governance.Decisions;

/// <summary>What would have to change for a request to be allowed: one sentence a reason code, with who does what. Not legal advice.</summary>
public static class Remedies
{
    /// <summary>What would have to change.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The code is none of gate.md.</exception>
    public static string Remedy(this ReasonCode code) => code switch
    {
        ReasonCode.NoRule => "The requester asks the information governance lead to have a rule for these datasets written and approved.",
        ReasonCode.RuleNotApproved => "Ask the IAO and the IG lead, and the other roles this rule needs, to approve this version of the rule as it is written; if it was changed after an approval, put it back and have a new version approved instead.",
        ReasonCode.RuleSuspended => "Ask the IG lead why the rule is suspended; it can be used again only when they lift the suspension.",
        ReasonCode.GatewayRevoked => "Stop using this rule; what is still needed takes a new version, approved by the IAO and the IG lead.",
        ReasonCode.RuleExpired => "Ask under the version that has taken its place, or have the IAO and the IG lead approve a new version with later dates.",
        ReasonCode.RuleNotYetEffective => "Wait until the first day of the rule.",
        ReasonCode.DpiaMissing => "The rule's author completes the DPIA with the DPO's advice (and with the ICO's where the residual risk is high) and has a new version of the rule approved with it.",
        ReasonCode.DpiaExpired => "The rule's author has the DPIA reviewed with the DPO and a new version of the rule approved with the reviewed one.",
        ReasonCode.AgreementExpired => "The parties review and sign a data sharing agreement that binds them all, and the IAO and the IG lead approve a new version of the rule with it.",
        ReasonCode.ReuseApprovalMissing => "Ask the body the data come from for a re-use approval that names these columns and this purpose and have a new version of the rule approved with it, or take the columns out of the request.",
        ReasonCode.LawNotInForce => "Have the legal adviser say which law in force carries this, and a new version of the rule approved that relies on it.",
        ReasonCode.NationNotCovered => "Ask under a rule for that nation, whose law extends to it; the legal adviser says which.",
        ReasonCode.PartyNotSpecified => "Take out the data of this party, or have a rule approved under a power that names it; the legal adviser says which.",
        ReasonCode.BarNotCleared => "Take out the data the bar protects, or have the legal adviser record how it is cleared, with evidence, in a new version of the rule.",
        ReasonCode.BasisUnavailable => "Have the legal adviser name a power and an Article 6 basis that this controller may rely on, in a new version of the rule.",
        ReasonCode.Art9Missing => "Take out the special category data, or have an Article 9 condition with its Schedule 1 condition and policy document recorded in a new version of the rule.",
        ReasonCode.Art10Missing => "Take out the data on offences, or have an Article 10 condition with its Schedule 1 condition recorded in a new version of the rule.",
        ReasonCode.PurposeNotCovered => "Stop, or ask the IG lead for a rule of its own for this purpose; data of one purpose are not used for another.",
        ReasonCode.DatasetNotCovered => "Take the dataset out of the request, or read it by the contract the rule was approved with; else have a new version of the rule approved.",
        ReasonCode.JoinPairNotPermitted => "Take the pair out of the request, or have a new version of the rule approved that names it; each pair stands for itself.",
        ReasonCode.JoinTypeNotPermitted => "Join the pair in the way and the direction that the rule names, or have a new version of the rule approved.",
        ReasonCode.KeyNotPermitted => "Link by the keys the rule names only.",
        ReasonCode.MatchBelowMinimum => "Raise the minimum probability of the request to that of the rule.",
        ReasonCode.ModelNotPermitted => "Put the model the rule was approved with back, or have a new version of the rule approved that names, for every pair that is compared, the digest that 'linkage plan' shows.",
        ReasonCode.SelectionNotPermitted => "Put the approved query and its anti-joins back, or have a new version of the rule approved with the changed ones.",
        ReasonCode.TrialNotPermitted => "Put the trial back as the rule has it (id, unit, assignment, arms, strata), or take it out of the project; else have a new version of the rule approved with this one.",
        ReasonCode.ControlArmNotPermitted => "Give the arm what is tried and do not call it a control, or have the IAO and the IG lead approve a new version of the rule that names it among the controls.",
        ReasonCode.ColumnNotPermitted => "Take the column, or this use of it, out of the request, or have a new version of the rule approved.",
        ReasonCode.GranularityNotPermitted => "Ask for an output of the kind and granularity the rule names.",
        ReasonCode.DisclosureFailed => "Count people in larger groups, without values of single persons, under a rule that has disclosure control.",
        ReasonCode.ReidentificationNotPermitted => "Take names, keys and contact columns out as the reason says, or apply every opt-out list; naming people needs a rule that allows it.",
        ReasonCode.RecipientNotPermitted => "Send it to a team and environment the rule names, or have a new version of the rule approved.",
        ReasonCode.ChannelNotPermitted => "Use a channel the rule names, with the contact columns that channel needs and no others.",
        ReasonCode.ScheduleNotPermitted => "Run it as often as the rule says and no more, or have a new version of the rule approved.",
        ReasonCode.ApproverConflict => "Ask someone else who holds the role to approve: not the author, the requester, a delegate of theirs, a councillor, or the person who gave the other approval.",
        ReasonCode.UnknownValue => "Correct the word in the request, or complete it, as the reason says.",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "The reason code has no remedy."),
    };
}
