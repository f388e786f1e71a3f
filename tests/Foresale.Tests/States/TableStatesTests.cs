using System.Text.Json;
using Foresale.Events;
using Foresale.States;

namespace Foresale.Tests.States;

public class TableStatesTests
{
    private static TableData Data(int rows, Func<int, string> word, Func<int, string> number, Func<int, string> label) => new(
        [
            new TableColumn("word", TableRoles.Categorical, [.. Enumerable.Range(0, rows).Select(word)]),
            new TableColumn("number", TableRoles.Numeric, [.. Enumerable.Range(0, rows).Select(number)]),
            new TableColumn("name", TableRoles.Id, [.. Enumerable.Range(0, rows).Select(i => $"r{i}")]),
            new TableColumn("answer", TableRoles.Label, [.. Enumerable.Range(0, rows).Select(label)]),
        ],
        "yes",
        "hash");

    private static TableData Hundred() => Data(100, i => i % 4 == 0 ? "a" : "b", i => $"{i}.5", i => i % 5 == 0 ? "yes" : "no");

    [Fact]
    public void A_row_is_one_state_and_one_node()
    {
        var table = StateBuilder.BuildTable(Hundred(), SplitOptions.ForTables());

        Assert.Equal(["word=b", "word=a", "number"], table.Schema.Columns.Select(c => c.Name).ToArray());
        Assert.Equal([0f, 1f, 4.5f], table.FeaturesOf(4).ToArray());
        Assert.Equal(Enumerable.Range(0, 100), table.Nodes.State);
        Assert.Equal(20, table.Nodes.Outcome.Count(o => o == 1f));
        Assert.Equal(NodeEnd.Bought, table.Nodes.End[5]);
        Assert.Empty(table.Actions);
    }

    [Fact]
    public void Slices_are_stratified_and_a_seed_repeats_them()
    {
        var one = StateBuilder.BuildTable(Hundred(), SplitOptions.ForTables(seed: 1));
        var again = StateBuilder.BuildTable(Hundred(), SplitOptions.ForTables(seed: 1));
        var two = StateBuilder.BuildTable(Hundred(), SplitOptions.ForTables(seed: 2));

        Assert.Equal(30, one.RowsOf(Slice.Test).Length);
        Assert.Equal(6, one.RowsOf(Slice.Test).Count(n => one.Nodes.Outcome[n] == 1f));
        Assert.Equal(one.DataHash, again.DataHash);
        Assert.NotEqual(one.RowsOf(Slice.Test), two.RowsOf(Slice.Test));
    }

    [Fact]
    public void A_level_that_training_never_saw_reads_as_no_level()
    {
        var encoding = StateBuilder.BuildTable(Hundred(), SplitOptions.ForTables()).Encoding!;
        var read = JsonSerializer.Deserialize<TableEncoding>(JsonSerializer.Serialize(encoding))!;

        var table = StateBuilder.BuildTableForScoring(Data(1, _ => "c", _ => "", _ => ""), read);

        Assert.Equal([0f, 0f, float.NaN], table.FeaturesOf(0).ToArray());
        Assert.Equal([float.NaN], table.Nodes.Outcome);
        Assert.Equal([Slice.None], table.Nodes.Slice);
    }

    [Fact]
    public void Rows_with_a_time_are_split_by_it()
    {
        var times = new TableColumn("when", TableRoles.Time, [.. Enumerable.Range(0, 100).Select(i => $"2026-01-{1 + ((99 - i) / 10):00}")]);
        var data = Hundred() with { Columns = [.. Hundred().Columns, times] };

        var table = StateBuilder.BuildTable(data, new SplitOptions());

        Assert.Equal(Enumerable.Range(0, 20), table.RowsOf(Slice.Test));
        Assert.Equal(Enumerable.Range(40, 60), table.RowsOf(Slice.Train));
        Assert.Equal(10, table.RowsOf(Slice.CalibrationA, Slice.CalibrationB).Length);
    }

    [Fact]
    public void A_word_in_a_numeric_column_is_refused() => Assert.Equal(
        "row 3, column number: 'two' is no number. Mend the value, leave it empty, or map the column as categorical.",
        Assert.Throws<UserFaultException>(() =>
            StateBuilder.BuildTable(Data(100, _ => "a", i => i == 2 ? "two" : "1", i => i % 2 == 0 ? "yes" : "no"), SplitOptions.ForTables())).Message);

    [Theory]
    [InlineData("no", "training and test rows: none of the 60 rows of the training slice are positive. Check that purchases (or the positive word of the label) are mapped, or give a longer --horizon or more data.")]
    [InlineData("yes", "training and test rows: all of the 60 rows of the training slice are positive. Check the mapping of purchases (or the positive word of the label), or give a shorter --horizon.")]
    public void Labels_of_one_kind_are_refused(string label, string message)
    {
        var options = new SplitOptions { Test = .3 };
        var table = StateBuilder.BuildTable(Data(120, _ => "a", _ => "1", _ => label), options);

        Assert.Equal(message, Assert.Throws<UserFaultException>(() => SplitCheck.Require(table, options)).Message);
    }

    [Fact]
    public void Fewer_rows_than_a_split_needs_are_refused()
    {
        var table = StateBuilder.BuildTable(Data(10, _ => "a", _ => "1", i => i % 2 == 0 ? "yes" : "no"), SplitOptions.ForTables());

        Assert.Equal(
            "training and test rows: the training slice has 6 rows, and needs at least 20. Give more data, a shorter --horizon, or another --test-from.",
            Assert.Throws<UserFaultException>(() => SplitCheck.Require(table, SplitOptions.ForTables())).Message);
    }
}
