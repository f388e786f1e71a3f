namespace Foresale.Learning.Baselines.Lgb;

/// <summary>LightGBM refused a call; the message holds its own words.</summary>
public sealed class LightGbmException : Exception
{
    /// <summary>Creates the exception from a message.</summary>
    public LightGbmException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception from a message and its cause.</summary>
    public LightGbmException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception without words of LightGBM's.</summary>
    public LightGbmException()
        : this("LightGBM refused a call and did not say why.")
    {
    }
}
