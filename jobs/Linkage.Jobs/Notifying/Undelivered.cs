namespace Linkage.Jobs.Notifying;

/// <summary>Why a message was not sent. Nothing that a server said is kept: it may quote an address.</summary>
internal static class Undelivered
{
    /// <summary>The server cannot be reached, broke off, or did not answer in time.</summary>
    public const string Unreachable = "NOTICE_UNREACHABLE";

    /// <summary>The server answered, and did not take it.</summary>
    public const string Refused = "NOTICE_REFUSED";

    /// <summary>The server is not the one it should be, or offers no TLS.</summary>
    public const string Untrusted = "NOTICE_UNTRUSTED";

    /// <summary>The credential is missing, cannot be read or is too short, or the account was refused.</summary>
    public const string Credential = "NOTICE_CREDENTIAL";
}
