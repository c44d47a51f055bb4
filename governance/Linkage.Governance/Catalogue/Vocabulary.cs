namespace Linkage.Governance.Catalogue;

/// <summary>Kinds of catalogue entry (gateways.md).</summary>
public enum EntryKind
{
    /// <summary>A statute that lets data be shared.</summary>
    POWER,

    /// <summary>A statute that requires it.</summary>
    DUTY,

    /// <summary>A power implied by a function. It never clears a bar.</summary>
    IMPLIED,

    /// <summary>A confidentiality duty or an offence that stands in the way until it is cleared with evidence.</summary>
    BAR,

    /// <summary>A UK GDPR basis, or a condition of the Data Protection Act 2018.</summary>
    BASIS,

    /// <summary>A policy of the body that the data come from.</summary>
    POLICY,
}

/// <summary>How far an entry was checked.</summary>
public enum Confidence
{
    /// <summary>Read in the statute or official guidance.</summary>
    high,

    /// <summary>Read in part.</summary>
    medium,

    /// <summary>From general knowledge: a lawyer must confirm, and an approver must acknowledge it.</summary>
    check,
}

/// <summary>The nations of the United Kingdom.</summary>
public enum Nation
{
    /// <summary>England.</summary>
    ENG,

    /// <summary>Wales.</summary>
    WAL,

    /// <summary>Scotland.</summary>
    SCO,

    /// <summary>Northern Ireland.</summary>
    NI,
}

/// <summary>Types of party (gate.md).</summary>
public enum PartyType
{
    /// <summary>A local authority.</summary>
    Council,

    /// <summary>A government department, DWP and HMRC included.</summary>
    CentralGovernment,

    /// <summary>An NHS body.</summary>
    NHS,

    /// <summary>A police force.</summary>
    Police,

    /// <summary>A school or academy.</summary>
    School,

    /// <summary>A housing association or other social landlord.</summary>
    SocialLandlord,

    /// <summary>A voluntary body. It never has a statutory sharer's status.</summary>
    Voluntary,

    /// <summary>A private body. It never has a statutory sharer's status.</summary>
    Private,

    /// <summary>A research body.</summary>
    Research,
}

/// <summary>Subjects of a dataset that the law treats in a special way.</summary>
public enum DatasetSubject
{
    /// <summary>Held for health functions.</summary>
    Health,

    /// <summary>Held for adult social care functions.</summary>
    AdultSocialCare,

    /// <summary>Held for children's social care functions.</summary>
    ChildrensSocialCare,

    /// <summary>Held for social security functions, housing benefit included.</summary>
    SocialSecurity,

    /// <summary>Held for council tax.</summary>
    CouncilTax,

    /// <summary>The full electoral register.</summary>
    ElectoralRegister,
}

/// <summary>What kind of output a release has.</summary>
public enum OutputKind
{
    /// <summary>Names and contact details for people to act on.</summary>
    Outreach,

    /// <summary>One row a person under the grant's person key, no identifier.</summary>
    PseudonymisedRows,

    /// <summary>Counts by dimension, with disclosure control.</summary>
    Aggregate,
}

/// <summary>How a bar is cleared.</summary>
public enum Clearance
{
    /// <summary>The person's consent, with evidence and withdrawal handling.</summary>
    Consent,

    /// <summary>An enactment in the catalogue that the rule relies on. An implied power is not enough.</summary>
    Enactment,

    /// <summary>An order of a court.</summary>
    CourtOrder,

    /// <summary>An overriding public interest, reasoned and recorded.</summary>
    PublicInterest,

    /// <summary>The written authority of the body that the data come from, as a re-use approval.</summary>
    ReuseApproval,
}
