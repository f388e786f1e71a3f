using System.Globalization;
using Foresale.Events;

namespace Foresale.States;

/// <summary>Refuses a split that nothing can be learned from or tested on, before hours are spent on it.</summary>
public static class SplitCheck
{
    internal const int FewestTrainingRows = 20;

    /// <summary>Checks that training and test hold both answers, and that every slice in between that was asked for has rows.</summary>
    /// <param name="table">A table for training.</param>
    /// <param name="options">The shares that were asked for.</param>
    /// <exception cref="UserFaultException">A slice is too small, or has one answer only.</exception>
    public static void Require(StateTable table, SplitOptions options)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        RequireRows("training", table.RowsOf(Slice.Train), FewestTrainingRows);
        RequireRows("test", table.RowsOf(Slice.Test), 1);
        var setsApart = table.Split is not { CrossFit: true };
        if (setsApart && options.Validation > 0)
        {
            RequireRows("validation", table.RowsOf(Slice.Validation), 1);
        }

        if (setsApart && options.Calibration > 0)
        {
            RequireRows("first calibration", table.RowsOf(Slice.CalibrationA), 1);
            RequireRows("second calibration", table.RowsOf(Slice.CalibrationB), 1);
        }

        RequireBothAnswers(table, "training", Slice.Train);
        RequireBothAnswers(table, "test", Slice.Test);
    }

    private static void RequireRows(string name, int[] rows, int fewest)
    {
        if (rows.Length < fewest)
        {
            throw new UserFaultException(
                SplitOptions.Place,
                string.Create(CultureInfo.InvariantCulture, $"the {name} slice has {rows.Length} rows, and needs at least {fewest}."),
                "Give more data, a shorter --horizon, or another --test-from.");
        }
    }

    private static void RequireBothAnswers(StateTable table, string name, Slice slice)
    {
        var rows = table.RowsOf(slice);
        var positive = rows.Count(row => table.Nodes.Outcome[row] == 1f);
        if (positive == 0 || positive == rows.Length)
        {
            throw new UserFaultException(
                SplitOptions.Place,
                string.Create(CultureInfo.InvariantCulture, $"{(positive == 0 ? "none" : "all")} of the {rows.Length} rows of the {name} slice are positive."),
                positive == 0
                    ? "Check that purchases (or the positive word of the label) are mapped, or give a longer --horizon or more data."
                    : "Check the mapping of purchases (or the positive word of the label), or give a shorter --horizon.");
        }
    }
}
