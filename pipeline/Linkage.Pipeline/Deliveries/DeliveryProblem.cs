namespace Linkage.Pipeline.Deliveries;

/// <summary>Why an extract could not be brought in.</summary>
public enum DeliveryProblem
{
    /// <summary>It is not there yet, or it is still being written. Passes.</summary>
    NotReady,

    /// <summary>The other side does not answer, or broke off. Passes; what came is kept and gone on from.</summary>
    Unreachable,

    /// <summary>Several files have a name that the contract asks for.</summary>
    Ambiguous,

    /// <summary>The other side knows this account or certificate and does not let it, or does not know it.</summary>
    Denied,

    /// <summary>The other side is not who was pinned, or leads elsewhere.</summary>
    Untrusted,

    /// <summary>The bytes are not those that the digest promises, or a digest that was asked for was not given.</summary>
    Digest,

    /// <summary>The file is larger than it may be.</summary>
    TooLarge,

    /// <summary>The other side said what is not understood.</summary>
    NotUnderstood,

    /// <summary>The account that is to read may do more than that.</summary>
    RoleCanWrite,

    /// <summary>The database does not carry out the query.</summary>
    QueryRefused,
}
