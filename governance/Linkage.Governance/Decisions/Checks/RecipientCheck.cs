using Linkage.Governance.Catalogue;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Decisions.Checks;

/// <summary>The recipient is the rule's; names go out by a permitted channel only, with its contact columns, and with every opt-out list applied.</summary>
internal static class RecipientCheck
{
    /// <summary>The recipients of the rule that the request means.</summary>
    public static IEnumerable<Recipient> Matching(CheckContext context) => context.Rule.Recipients.Where(recipient =>
        string.Equals(recipient.Team, context.Request.RecipientTeam, StringComparison.Ordinal)
        && string.Equals(recipient.Environment, context.Request.RecipientEnvironment, StringComparison.Ordinal));

    public static void Run(CheckContext context)
    {
        foreach (var list in context.Request.SuppressionLists.Except(context.Rule.OptOutLists, StringComparer.Ordinal))
        {
            Deny(context, ReasonCode.DatasetNotCovered, $"{Shown.Name(list)} is not an opt-out list of the rule, so nobody may be looked up in it.", "optOutLists");
        }

        Receiving(context);
    }

    /// <summary>Who receives what, and how people are named, whatever lists are looked up.</summary>
    public static void Receiving(CheckContext context)
    {
        var (request, rule) = (context.Request, context.Rule);
        if (!Matching(context).Any())
        {
            Deny(context, ReasonCode.RecipientNotPermitted, $"{Shown.Name(request.RecipientTeam)} in {Shown.Name(request.RecipientEnvironment)} is not a recipient of the rule.", "recipients");
        }

        if (request.Channel is { } channel && !rule.Reidentify.Channels.Contains(channel, StringComparer.Ordinal))
        {
            Deny(context, ReasonCode.ChannelNotPermitted, $"{Shown.Name(channel)} is not a channel of the rule.", "reidentify.channels");
        }

        var outreach = context.Outputs.Where(output => output.Kind == OutputKind.Outreach).Select(output => output.Output).ToArray();
        if (outreach.Length > 0)
        {
            Outreach(context, outreach);
        }
    }

    private static void Outreach(CheckContext context, RequestedOutput[] outputs)
    {
        var (request, reidentify) = (context.Request, context.Rule.Reidentify);
        if (!reidentify.Allowed)
        {
            Deny(context, ReasonCode.ReidentificationNotPermitted, "The rule does not let people be named again.", "reidentify.allowed");
        }

        if (!reidentify.Recipients.Contains(request.RecipientTeam, StringComparer.Ordinal))
        {
            Deny(context, ReasonCode.ReidentificationNotPermitted, $"The rule does not let {Shown.Name(request.RecipientTeam)} receive names.", "reidentify.recipients");
        }

        foreach (var list in context.Rule.OptOutLists.Except(request.SuppressionLists, StringComparer.Ordinal))
        {
            Deny(context, ReasonCode.ReidentificationNotPermitted, $"The request leaves out the list {Shown.Name(list)}, whose people must not be contacted.", "optOutLists");
        }

        if (request.Channel is null)
        {
            Deny(context, ReasonCode.ChannelNotPermitted, "An outreach needs a channel.", "reidentify.channels");
        }

        foreach (var column in outputs.SelectMany(output => output.Columns).Where(column => column.Role == nameof(ColumnRole.Contact)))
        {
            var name = Shown.Name(column.Name);
            if (column.Name != "channel" && !reidentify.ContactColumns.Contains(column.Name, StringComparer.Ordinal))
            {
                Deny(context, ReasonCode.ReidentificationNotPermitted, $"{name} is not a contact column of the rule.", "reidentify.contactColumns");
            }

            if (request.Channel is { } channel && Words.Channels.Contains(channel, StringComparer.Ordinal) && !Words.ContactColumnsOf(channel).Contains(column.Name, StringComparer.Ordinal))
            {
                Deny(context, ReasonCode.ChannelNotPermitted, $"{name} is not needed to reach people by {channel}.", "reidentify.channels");
            }
        }
    }

    private static void Deny(CheckContext context, ReasonCode code, string explanation, string clause) =>
        context.Deny(CheckName.Recipient, code, explanation, clause);
}
