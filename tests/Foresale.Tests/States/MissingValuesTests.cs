using System.Text.Json;
using Foresale.Events;
using Foresale.States;

namespace Foresale.Tests.States;

public class MissingValuesTests
{
    // Rows by the time column: 6 training, 2 validation, 2 test (the last is far off and empty).
    private static TableData Data(string testValue = "900") => new(
        [
            new TableColumn("t", TableRoles.Time, ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]),
            new TableColumn("x", TableRoles.Numeric, ["1", "", "2", "9", "", "4", "7", "7", testValue, ""]),
            new TableColumn("y", TableRoles.Numeric, ["1", "1", "1", "1", "1", "1", "1", "", "1", "1"]),
            new TableColumn("l", TableRoles.Label, ["a", "b", "a", "b", "a", "b", "a", "b", "a", "b"]),
        ],
        "b",
        "hash");

    private static StateTable Table(string testValue = "900") =>
        StateBuilder.BuildTable(Data(testValue), new SplitOptions { Test = .2, Validation = .2, Calibration = 0 });

    private static Dictionary<string, ColumnFill> For(FillStrategy strategy, float value = 0) => new(StringComparer.Ordinal) { ["x"] = new(strategy, value) };

    [Theory]
    [InlineData(FillStrategy.Median, 0f, 3f)] // 1 2 4 9
    [InlineData(FillStrategy.Mean, 0f, 4f)]
    [InlineData(FillStrategy.Constant, -5f, -5f)]
    public void A_fill_is_fitted_on_training_rows_only(FillStrategy strategy, float value, float fill)
    {
        var fills = MissingValues.Fit(Table(), For(strategy, value));

        Assert.Equal([fill, 1f], fills.Fills);
        Assert.Equal([0], fills.Flagged);
        Assert.Equal(2, fills.RawCount);
    }

    [Fact]
    public void Other_test_rows_give_equal_fills() =>
        Assert.Equal(MissingValues.Fit(Table("900")).Fills, MissingValues.Fit(Table("-3")).Fills);

    [Fact]
    public void Gaps_are_filled_and_flagged_and_a_column_that_training_knows_whole_has_no_flag()
    {
        var table = Table();

        var filled = MissingValues.Fit(table).Apply(table);

        Assert.Equal(["x", "y", "x_missing"], filled.Schema.Columns.Select(c => c.Name).ToArray());
        Assert.Equal([1f, 1f, 0f], filled.FeaturesOf(0).ToArray());
        Assert.Equal([3f, 1f, 1f], filled.FeaturesOf(1).ToArray());
        Assert.Equal([7f, 1f, 0f], filled.FeaturesOf(7).ToArray());
        Assert.DoesNotContain(filled.Features, float.IsNaN);
    }

    [Fact]
    public void Dropping_takes_training_rows_with_a_gap_out_and_leaves_the_others()
    {
        var table = Table();

        var filled = MissingValues.Fit(table, For(FillStrategy.Drop)).Apply(table);

        Assert.Equal([0, 2, 3, 5], filled.RowsOf(Slice.Train));
        Assert.Equal([8, 9], filled.RowsOf(Slice.Test));
        Assert.Equal(2, filled.Schema.Count);
    }

    [Fact]
    public void Other_fills_give_another_data_hash_so_that_no_checkpoint_goes_on_under_them()
    {
        var table = Table();

        string Hash(FillStrategy strategy) => MissingValues.Fit(table, For(strategy)).Apply(table).DataHash;

        Assert.Equal(Hash(FillStrategy.Median), Hash(FillStrategy.Median));
        Assert.NotEqual(Hash(FillStrategy.Median), Hash(FillStrategy.Mean));
    }

    [Fact]
    public void Fills_survive_a_file()
    {
        var fills = MissingValues.Fit(Table(), For(FillStrategy.Mean));

        var read = JsonSerializer.Deserialize<MissingValues>(JsonSerializer.Serialize(fills))!;

        Assert.Equal(fills.Fills, read.Fills);
        Assert.Equal(fills.Flagged, read.Flagged);
        Assert.Equal(fills.RawCount, read.RawCount);
    }

    [Fact]
    public void A_strategy_for_no_column_is_refused()
    {
        var columns = new Dictionary<string, ColumnFill>(StringComparer.Ordinal) { ["z"] = new(FillStrategy.Mean) };

        var fault = Assert.Throws<UserFaultException>(() => MissingValues.Fit(Table(), columns));

        Assert.Equal("missing values: there is no column 'z'. Name a column of the feature schema; docs/features.md lists them.", fault.Message);
    }
}
