using System.Net;

namespace Foresale.Client;

/// <summary>The server refused a call, or its answer cannot be read: calling again with the same gives the same. The message reads <c>call: what was found. What to do.</c></summary>
public class ForesaleException : Exception
{
    /// <summary>Creates the exception from a whole message.</summary>
    /// <param name="message">What a log should say.</param>
    /// <param name="status">The status of the answer; null where there was none.</param>
    /// <param name="innerException">The cause.</param>
    public ForesaleException(string message, HttpStatusCode? status, Exception? innerException = null)
        : base(message, innerException) => Status = status;

    /// <summary>Creates the exception from a message.</summary>
    public ForesaleException(string message)
        : this(message, status: null)
    {
    }

    /// <summary>Creates the exception from a message and its cause.</summary>
    public ForesaleException(string message, Exception? innerException)
        : this(message, status: null, innerException)
    {
    }

    /// <summary>Creates an exception without a message.</summary>
    public ForesaleException()
        : this("Foresale refused the call.")
    {
    }

    /// <summary>The status of the answer; null where there was none.</summary>
    public HttpStatusCode? Status { get; }
}

/// <summary>The server gave no answer in time, or asks to be called later: a page should do without, and the same call may work in a moment.</summary>
public sealed class ForesaleUnavailableException : ForesaleException
{
    /// <summary>Creates the exception from a whole message.</summary>
    /// <param name="message">What a log should say.</param>
    /// <param name="status">The status of the answer; null where there was none.</param>
    /// <param name="innerException">The cause.</param>
    public ForesaleUnavailableException(string message, HttpStatusCode? status, Exception? innerException = null)
        : base(message, status, innerException)
    {
    }

    /// <summary>Creates the exception from a message.</summary>
    public ForesaleUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception from a message and its cause.</summary>
    public ForesaleUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates an exception without a message.</summary>
    public ForesaleUnavailableException()
        : base("Foresale did not answer.")
    {
    }

    /// <summary>How long the server asks to be left alone; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
