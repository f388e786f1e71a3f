using System.Globalization;
using Foresale.Events;

namespace Foresale.States;

/// <summary>Lays the slices over a log, before anything is fitted.</summary>
/// <remarks>Letter: H = horizon in days.</remarks>
public static class SplitPlanner
{
    /// <summary>A horizon needs this many times its length in log to be cut by time alone.</summary>
    private const double HorizonsForTimeSplit = 5;

    /// <summary>With fewer distinct label times before test, learners are fitted out of fold: a cut in time would leave slices empty, or most rows out of training.</summary>
    private const int LabelTimesForTimeSplit = 50;

    /// <summary>The plan for a log and a target.</summary>
    /// <param name="dataset">The log; for the session target its times are read once.</param>
    /// <param name="target">The question.</param>
    /// <param name="options">Shares and cuts.</param>
    /// <param name="labels">Rows of the label file; null for other targets.</param>
    /// <param name="cancellationToken">Looked at once a day of the log.</param>
    /// <exception cref="UserFaultException">The log is too short for the horizon, or has nothing to test on.</exception>
    public static SplitPlan Plan(
        IDataset dataset, Target target, SplitOptions options, LabelSet? labels, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        if (dataset.Info.Events == 0)
        {
            throw new UserFaultException("events", "the log has no events.", "Import a log with events.");
        }

        if (target.Kind == TargetKind.Labels && labels is not { Rows.Count: > 0 })
        {
            throw new UserFaultException("--labels", "target 'labels' has no labels.", "Give a file with the columns user_id, time and label.");
        }

        var calendar = new ShopCalendar(dataset.Info.Zone);
        return target.Kind switch
        {
            TargetKind.User or TargetKind.UserItem => ByHorizon(dataset.Info, calendar, target.HorizonDays!.Value, options),
            TargetKind.Labels => ByLabels(dataset.Info, calendar, labels!, options),
            _ => ByQuantiles(dataset.Info, calendar, EventTimes(dataset, cancellationToken), options),
        };
    }

    private static SplitPlan ByHorizon(DatasetInfo info, ShopCalendar calendar, double horizon, SplitOptions options)
    {
        var (from, end) = Span(info);
        var span = (end - from) / (double)TimeSpan.MillisecondsPerDay;
        var test = options.TestFrom ?? (span >= HorizonsForTimeSplit * horizon
            ? calendar.LatestFit(end, Math.Max(options.Test * span, horizon))
            : calendar.LatestFit(end, horizon));
        var before = (calendar.Midnight(test) - from) / (double)TimeSpan.MillisecondsPerDay;
        if (calendar.After(test, horizon) > end || before <= horizon)
        {
            throw new UserFaultException(
                "--horizon",
                string.Create(CultureInfo.InvariantCulture, $"the log spans {span:0.#} days, and a horizon of {horizon:0.##} days needs one window for training, then one for testing{(options.TestFrom is null ? "" : $" from {test:yyyy-MM-dd} on")}."),
                options.TestFrom is null ? "Give a shorter --horizon, or a longer log." : "Give a shorter --horizon, another --test-from, or a longer log.");
        }

        if (before < (HorizonsForTimeSplit - 1) * horizon)
        {
            return Cut(info, calendar.Midnight(test), calendar.Midnight(test), calendar.Midnight(test)) with { ByUser = true };
        }

        var rest = 1 - options.Test;
        var calibration = calendar.LatestFit(calendar.Midnight(test), Math.Max(options.Calibration / rest * before, horizon));
        var validation = calendar.LatestFit(calendar.Midnight(calibration), Math.Max(options.Validation / rest * before, horizon));
        return Cut(info, calendar.Midnight(validation), calendar.Midnight(calibration), calendar.Midnight(test));
    }

    private static SplitPlan ByLabels(DatasetInfo info, ShopCalendar calendar, LabelSet labels, SplitOptions options)
    {
        var times = labels.Rows.Select(label => label.Time.ToUnixTimeMilliseconds()).ToArray();
        var plan = ByQuantiles(info, calendar, times, options);
        var test = plan.TestFrom.ToUnixTimeMilliseconds();
        return times.Where(time => time < test).Distinct().Count() >= LabelTimesForTimeSplit
            ? plan
            : Cut(info, test, test, test) with { CrossFit = true };
    }

    private static SplitPlan ByQuantiles(DatasetInfo info, ShopCalendar calendar, long[] times, SplitOptions options)
    {
        Array.Sort(times);
        var test = options.TestFrom is { } day ? calendar.Midnight(day) : Quantile(times, 1 - options.Test);
        var before = times.AsSpan(0, LowerBound(times, test));
        if (before.Length == 0 || before.Length == times.Length)
        {
            throw new UserFaultException(
                SplitOptions.Place,
                string.Create(CultureInfo.InvariantCulture, $"of {times.Length} rows {before.Length} lie before the test slice, which begins at {DateTimeOffset.FromUnixTimeMilliseconds(test):yyyy-MM-dd HH:mm} UTC."),
                options.TestFrom is null ? "Give a longer log." : "Give a --test-from inside the log.");
        }

        var rest = 1 - options.Test;
        return Cut(info, Quantile(before, 1 - ((options.Calibration + options.Validation) / rest)), Quantile(before, 1 - (options.Calibration / rest)), test);
    }

    private static SplitPlan Cut(DatasetInfo info, long validation, long calibration, long test) => new()
    {
        From = info.FirstTime,
        ValidationFrom = DateTimeOffset.FromUnixTimeMilliseconds(validation),
        CalibrationFrom = DateTimeOffset.FromUnixTimeMilliseconds(calibration),
        TestFrom = DateTimeOffset.FromUnixTimeMilliseconds(test),
        End = DateTimeOffset.FromUnixTimeMilliseconds(Span(info).End),
    };

    private static (long From, long End) Span(DatasetInfo info) =>
        (info.FirstTime.ToUnixTimeMilliseconds(), info.LastTime.ToUnixTimeMilliseconds() + 1);

    private static long[] EventTimes(IDataset dataset, CancellationToken cancellationToken)
    {
        var times = new List<long>(checked((int)dataset.Info.Events));
        foreach (var day in dataset.Days)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var shopEvent in dataset.ReadDay(day))
            {
                times.Add(shopEvent.Arrival.ToUnixTimeMilliseconds());
            }
        }

        return [.. times];
    }

    private static long Quantile(ReadOnlySpan<long> sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Clamp((int)(share * sorted.Length), 0, sorted.Length - 1)];

    private static int LowerBound(long[] sorted, long value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
