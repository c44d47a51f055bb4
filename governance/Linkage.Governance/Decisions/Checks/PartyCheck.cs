namespace Linkage.Governance.Decisions.Checks;

/// <summary>Controller and providers are controllers of the rule. More than one need an agreement, and the agreement a rule has binds whoever asks under it.</summary>
internal static class PartyCheck
{
    public static void Run(CheckContext context)
    {
        var controllers = context.Rule.Controllers.Select(party => party.Id).ToHashSet(StringComparer.Ordinal);
        var controller = context.Request.Controller;
        if (!controllers.Contains(controller))
        {
            context.Deny(CheckName.Parties, ReasonCode.PartyNotSpecified, $"{Shown.Name(controller)} is not a controller of the rule.", "controllers");
        }

        var providers = context.Datasets
            .Select(dataset => context.Covered(dataset.Id)?.Provider)
            .OfType<string>()
            .ToArray();
        foreach (var provider in providers.Where(provider => !controllers.Contains(provider)))
        {
            context.Deny(CheckName.Parties, ReasonCode.PartyNotSpecified, $"{Shown.Name(provider)} provides a dataset and is not a controller of the rule.", "controllers");
        }

        Agreement(context, [.. providers.Append(controller).Distinct(StringComparer.Ordinal)]);
    }

    private static void Agreement(CheckContext context, string[] parties)
    {
        var agreement = context.Rule.Agreement;
        if (agreement is null)
        {
            if (parties.Length > 1)
            {
                context.Deny(CheckName.Parties, ReasonCode.AgreementExpired, $"Data of {Shown.List(parties)} are put together, and the rule has no data sharing agreement.", "agreement");
            }

            return;
        }

        var unbound = parties.Except(agreement.Parties, StringComparer.Ordinal).ToArray();
        if (unbound.Length > 0)
        {
            context.Deny(CheckName.Parties, ReasonCode.AgreementExpired, $"The agreement {Shown.Name(agreement.Reference)} does not bind {Shown.List(unbound)}.", "agreement.parties");
        }

        if (agreement.SignedOn > context.Day)
        {
            context.Deny(CheckName.Parties, ReasonCode.AgreementExpired, $"The agreement {Shown.Name(agreement.Reference)} is not signed before {agreement.SignedOn:yyyy-MM-dd}.", "agreement.signedOn");
        }

        if (agreement.ReviewBy < context.Day)
        {
            context.Deny(CheckName.Parties, ReasonCode.AgreementExpired, $"The agreement {Shown.Name(agreement.Reference)} was due for review by {agreement.ReviewBy:yyyy-MM-dd}.", "agreement.reviewBy");
        }

        context.LastDays.Add(agreement.ReviewBy);
    }
}
