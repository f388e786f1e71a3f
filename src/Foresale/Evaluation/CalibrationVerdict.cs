namespace Foresale.Evaluation;

/// <summary>Whether probabilities mean what they say, as far as the rows can tell.</summary>
public enum CalibrationVerdict
{
    /// <summary>The rows cannot tell: one outcome, or one score.</summary>
    Undefined,

    /// <summary>They do: what error there is, is small.</summary>
    Close,

    /// <summary>The error is not small, but right scores on so few rows could show it too.</summary>
    WithinChance,

    /// <summary>They do not: the error is neither small nor chance.</summary>
    Off,
}

/// <summary>
/// The rule of the verdict. Small is a slope of .9 to 1.1 and an ECE of at most .005 or 10 % of the base rate; that alone would blame
/// right scores where the rows are few, since chance leaves more. So beyond that the error must exceed what 95 of 100 redraws show,
/// or the slope's interval leave out 1.
/// </summary>
public static class CalibrationVerdicts
{
    /// <summary>Judges a learner.</summary>
    public static CalibrationVerdict Of(LearnerResult learner)
    {
        ArgumentNullException.ThrowIfNull(learner);
        return Of(learner.Metrics, learner.Intervals.TryGetValue(Metric.CalibrationSlope, out var slope) ? slope : Interval.Undefined);
    }

    /// <summary>Judges figures with the interval of their slope.</summary>
    public static CalibrationVerdict Of(MetricSet m, Interval slope)
    {
        ArgumentNullException.ThrowIfNull(m);
        if (!double.IsFinite(m.CalibrationSlope) || !double.IsFinite(m.Ece))
        {
            return CalibrationVerdict.Undefined;
        }

        var smallSlope = m.CalibrationSlope is >= .9 and <= 1.1;
        var smallError = m.Ece <= .005 || m.Ece <= .1 * m.BaseRate;
        if (smallSlope && smallError)
        {
            return CalibrationVerdict.Close;
        }

        var chanceSlope = slope is { Low: <= 1, High: >= 1 };
        return (smallSlope || chanceSlope) && (smallError || m.Ece <= m.EceFloorHigh) ? CalibrationVerdict.WithinChance : CalibrationVerdict.Off;
    }
}
