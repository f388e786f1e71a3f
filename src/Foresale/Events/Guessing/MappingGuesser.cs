namespace Foresale.Events.Guessing;

/// <summary>Guesses how a source is to be read, from the names of its columns and from their values.</summary>
public static class MappingGuesser
{
    /// <summary>Guesses a mapping.</summary>
    /// <param name="sample">The first rows.</param>
    /// <param name="zone">IANA name of the shop's zone; null where the user did not say.</param>
    /// <param name="year">Year of times without one; null where the user did not say.</param>
    /// <param name="thisYear">The year taken for these then.</param>
    /// <exception cref="UserFaultException">It is neither a log nor a table with an answer.</exception>
    public static MappingGuess Guess(SourceSample sample, string? zone, int? year, int thisYear)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            throw new UserFaultException("--zone", $"'{zone}' is no time zone.", "Use an IANA name such as Europe/Paris.");
        }

        var columns = sample.Columns.Select((name, i) => new ColumnValues(sample.Header ? name : "", sample.Rows.Select(r => r[i]))).ToList();
        var log = new LogGuess(sample, columns);
        var label = TableGuess.FindLabel(columns);
        return (log.IsLog, label) switch
        {
            (false, { } index) => TableGuess.Make(sample, columns, index),
            (true, _) => log.Make(zone, year, thisYear),
            _ => throw new UserFaultException(
                sample.Name,
                $"this looks neither like an event log ({log.Lacking}) nor like a table with a yes-or-no answer.",
                $"A log needs a shopper, a time and what was done; a table needs a column with two values such as 'label'. Write the mapping by hand; {MappingNode.DescribedIn}."),
        };
    }

    /// <summary>The mapping's delimiter; null where the source is no delimited text.</summary>
    internal static string? Delimiter(SourceSample sample) => sample.Delimiter?.ToString();
}
