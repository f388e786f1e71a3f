namespace Foresale.Events;

/// <summary>
/// Something in the user's data, files or arguments stops the work. The message reads <c>place: what was found. What to do.</c>
/// The command prints it without a stack and exits with 2.
/// </summary>
public class UserFaultException : Exception
{
    /// <summary>Creates the fault from its three parts.</summary>
    /// <param name="place">Where: <c>file(line,column)</c>, a field's JSON path, an option's name.</param>
    /// <param name="found">What was found there; a sentence with its full stop.</param>
    /// <param name="remedy">What to do about it; a sentence with its full stop.</param>
    public UserFaultException(string place, string found, string remedy)
        : base($"{place}: {found} {remedy}")
    {
        Place = place;
        Found = found;
        Remedy = remedy;
    }

    /// <summary>Creates the fault from a whole message.</summary>
    public UserFaultException(string message)
        : this(message, innerException: null)
    {
    }

    /// <summary>Creates the fault from a whole message and its cause.</summary>
    public UserFaultException(string message, Exception? innerException)
        : base(message, innerException)
    {
        (Place, Found, Remedy) = ("", message, "");
    }

    /// <summary>Creates a fault without a message; for serializers.</summary>
    public UserFaultException()
        : this("The input cannot be used.")
    {
    }

    /// <summary>Where it was found.</summary>
    public string Place { get; }

    /// <summary>What was found.</summary>
    public string Found { get; }

    /// <summary>What to do about it.</summary>
    public string Remedy { get; }
}

/// <summary>A row that cannot be used: it goes to quarantine and the import goes on.</summary>
/// <param name="Place"><c>file(line,column)</c>; editors jump to it.</param>
/// <param name="Found">What was found; a sentence.</param>
/// <param name="Remedy">What to do; a sentence.</param>
public readonly record struct RowFault(string Place, string Found, string Remedy)
{
    /// <summary><c>place: found remedy</c>.</summary>
    public override string ToString() => $"{Place}: {Found} {Remedy}";
}
