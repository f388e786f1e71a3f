using System.Text.Json.Serialization;
using Foresale.Events;

namespace Foresale.States;

/// <summary>
/// Where the slices of a log lie. By time: train | validation | calibration | test, calibration halved by shopper.
/// By shopper, where the log is too short for that: all but test share one span of time and are cut by a hash of the shopper.
/// Cross-fitted, where a label file asks at a few instants only: all but test is for training, and learners are fitted out of fold.
/// </summary>
/// <remarks>Every instant is UTC and belongs to the slice that it begins.</remarks>
public sealed record SplitPlan
{
    /// <summary>Shares of train and validation where shoppers are divided; the rest is calibration.</summary>
    public const double TrainShoppers = .70, ValidationShoppers = .15;

    /// <summary>True where train, validation and calibration share one span of time.</summary>
    public bool ByUser { get; init; }

    /// <summary>True where nothing is set apart for validation and calibration: every row before test is predicted by learners that did not see it.</summary>
    public bool CrossFit { get; init; }

    /// <summary>First event.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Beginning of validation; equal to <see cref="TestFrom"/> where shoppers are divided.</summary>
    public required DateTimeOffset ValidationFrom { get; init; }

    /// <summary>Beginning of calibration; equal to <see cref="TestFrom"/> where shoppers are divided.</summary>
    public required DateTimeOffset CalibrationFrom { get; init; }

    /// <summary>Beginning of test.</summary>
    public required DateTimeOffset TestFrom { get; init; }

    /// <summary>One millisecond past the last observed instant.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Everything that is fitted on the log reads events before this instant only.</summary>
    [JsonIgnore]
    public DateTimeOffset FitBefore => ValidationFrom;

    /// <summary>A plan that trains on the whole log and tests nothing.</summary>
    public static SplitPlan AllTraining(DatasetInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        var end = info.LastTime.AddMilliseconds(1);
        return new SplitPlan { From = info.FirstTime, ValidationFrom = end, CalibrationFrom = end, TestFrom = end, End = end };
    }

    /// <summary>The slice of a row at an instant.</summary>
    /// <param name="timeMs">Unix milliseconds.</param>
    /// <param name="userShare">The shopper's place in 0..1 (a hash).</param>
    internal Slice SliceAt(long timeMs, double userShare)
    {
        if (timeMs >= TestFrom.ToUnixTimeMilliseconds())
        {
            return Slice.Test;
        }

        if (CrossFit)
        {
            return Slice.Train;
        }

        if (ByUser)
        {
            return userShare switch
            {
                < TrainShoppers => Slice.Train,
                < TrainShoppers + ValidationShoppers => Slice.Validation,
                < TrainShoppers + ValidationShoppers + ((1 - TrainShoppers - ValidationShoppers) / 2) => Slice.CalibrationA,
                _ => Slice.CalibrationB,
            };
        }

        return timeMs < ValidationFrom.ToUnixTimeMilliseconds() ? Slice.Train
            : timeMs < CalibrationFrom.ToUnixTimeMilliseconds() ? Slice.Validation
            : userShare < .5 ? Slice.CalibrationA : Slice.CalibrationB;
    }

    /// <summary>The instant, in Unix milliseconds, before which the windows of a slice end.</summary>
    internal long EndOf(Slice slice) => (slice switch
    {
        Slice.Train => ValidationFrom,
        Slice.Validation => CalibrationFrom,
        Slice.CalibrationA or Slice.CalibrationB => TestFrom,
        _ => End,
    }).ToUnixTimeMilliseconds();
}
