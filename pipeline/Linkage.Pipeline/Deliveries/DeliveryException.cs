namespace Linkage.Pipeline.Deliveries;

/// <summary>An extract that could not be brought in. Names the dataset and where it comes from, and nothing from the file, no user, no query and no key.</summary>
public sealed class DeliveryException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="kind">Why.</param>
    /// <param name="where">Where the extract comes from, as <see cref="DeliverySource.Where"/> tells it.</param>
    /// <param name="problem">What is wrong, as the end of a sentence that begins with the extract.</param>
    /// <param name="remedy">What to do.</param>
    public DeliveryException(DeliveryProblem kind, string where, string problem, string remedy)
        : base($"The extract {problem}. {remedy}") => (Kind, Where, Problem, Remedy) = (kind, where, problem, remedy);

    /// <summary>Why.</summary>
    public DeliveryProblem Kind { get; }

    /// <summary>Where the extract comes from.</summary>
    public string Where { get; }

    /// <summary>What is wrong.</summary>
    public string Problem { get; }

    /// <summary>What to do.</summary>
    public string Remedy { get; }

    /// <summary>The code a person and a program read.</summary>
    public string Code => Kind switch
    {
        DeliveryProblem.NotReady => "DELIVERY_NOT_READY",
        DeliveryProblem.Unreachable => "DELIVERY_UNREACHABLE",
        DeliveryProblem.Ambiguous => "DELIVERY_AMBIGUOUS",
        DeliveryProblem.Denied => "DELIVERY_DENIED",
        DeliveryProblem.Untrusted => "DELIVERY_UNTRUSTED",
        DeliveryProblem.Digest => "DELIVERY_DIGEST",
        DeliveryProblem.TooLarge => "DELIVERY_TOO_LARGE",
        DeliveryProblem.NotUnderstood => "DELIVERY_NOT_UNDERSTOOD",
        DeliveryProblem.RoleCanWrite => "SOURCE_ROLE_CAN_WRITE",
        DeliveryProblem.QueryRefused => "DELIVERY_QUERY_REFUSED",
    };

    /// <summary>Whether it may be another at another time. A refusal is not: nothing about it changes by itself.</summary>
    public bool IsTransient => Kind is DeliveryProblem.NotReady or DeliveryProblem.Unreachable;
}
