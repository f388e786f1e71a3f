using Foresale.Events;

namespace Foresale.Server.Faults;

/// <summary>A fault of a request with a status of its own. A plain <see cref="UserFaultException"/> is answered with 422.</summary>
public sealed class RequestFaultException : UserFaultException
{
    /// <summary>Creates the fault.</summary>
    /// <param name="place">Where: a header, a parameter, a JSON path.</param>
    /// <param name="found">What was found there; a sentence with its full stop.</param>
    /// <param name="remedy">What to do about it; a sentence with its full stop.</param>
    /// <param name="status">The status of the answer, 400 to 499.</param>
    public RequestFaultException(string place, string found, string remedy, int status = StatusCodes.Status400BadRequest)
        : base(place, found, remedy) => Status = status;

    /// <summary>The status of the answer.</summary>
    public int Status { get; }
}

/// <summary>The server cannot do this now and may be able to later: a full disk, a shard on its way. Answered with 503, the reason and <c>Retry-After</c>.</summary>
public sealed class UnavailableException : Exception
{
    /// <summary>Creates the fault.</summary>
    /// <param name="place">What is not available.</param>
    /// <param name="reason">Why; a sentence with its full stop.</param>
    /// <param name="retryAfter">When to try again.</param>
    /// <param name="innerException">The cause; null for none.</param>
    public UnavailableException(string place, string reason, TimeSpan retryAfter, Exception? innerException = null)
        : base($"{place}: {reason}", innerException)
    {
        Place = place;
        Reason = reason;
        RetryAfter = retryAfter;
    }

    /// <summary>What is not available.</summary>
    public string Place { get; }

    /// <summary>Why.</summary>
    public string Reason { get; }

    /// <summary>When to try again.</summary>
    public TimeSpan RetryAfter { get; }
}

/// <summary>A fault in three parts, as it stands in an answer.</summary>
internal sealed record Fault(string Place, string Found, string Remedy);
