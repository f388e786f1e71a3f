namespace Foresale.States;

/// <summary>How rows are divided. The rest of the shares is training.</summary>
public sealed record SplitOptions
{
    /// <summary>What a fault of the division is about, in words of the user's.</summary>
    internal const string Place = "training and test rows";

    /// <summary>Share of validation, 0..1.</summary>
    public double Validation { get; init; } = .1;

    /// <summary>Share of both calibration halves together, 0..1.</summary>
    public double Calibration { get; init; } = .1;

    /// <summary>Share of test, 0..1. Ignored where <see cref="TestFrom"/> is given, and where a log is too short to be cut by time.</summary>
    public double Test { get; init; } = .2;

    /// <summary>First day of the test slice in the shop's time zone (<c>--test-from</c>); null lets the shares decide.</summary>
    public DateOnly? TestFrom { get; init; }

    /// <summary>Seed of a table's stratified split; repeated splits take one seed each.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Days from one row of a shopper or pair to the next; null means 1 for <c>user</c> and 7 for <c>user-item</c>.</summary>
    public int? RowEveryDays { get; init; }

    /// <summary>
    /// Whether windows that the end of the training slice cuts off stay in it as trajectories without an outcome.
    /// Temporal differences learn from them; every other learner passes them by.
    /// </summary>
    public bool KeepCensored { get; init; } = true;

    /// <summary>
    /// The split of tables: a part for testing and a part of the rest for validation. There is no calibration slice, since
    /// fusion and calibration of tables read out-of-fold predictions of the training part.
    /// </summary>
    /// <param name="seed">Draws the rows.</param>
    /// <param name="testShare">Share of test, 0..1.</param>
    public static SplitOptions ForTables(int seed = 1, double testShare = .3) =>
        new() { Seed = seed, Test = testShare, Validation = .15 * (1 - testShare), Calibration = 0 };

    /// <summary>Refuses shares that leave nothing for training.</summary>
    /// <exception cref="Events.UserFaultException">A share is negative, or together they reach 1.</exception>
    public void Require()
    {
        if (!(Validation >= 0 && Calibration >= 0 && Test >= 0 && Validation + Calibration + Test < 1))
        {
            throw new Events.UserFaultException(
                Place, "the shares of validation, calibration and test are negative or leave nothing for training.", "Give shares from 0 that add up to less than 1.");
        }
    }
}
