using Foresale.Events;

namespace Foresale.Storage.Tests;

/// <summary>Tables to learn from have an answer in each row; tables to score need none.</summary>
public sealed class TableImportTests : IDisposable
{
    private const string Map = """{"kind":"table","columns":{"x":"numeric","y":{"role":"label","positive":"1"}}}""";
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("x,y\n1,\n2,\n")]
    [InlineData("x\n1\n2\n")]
    public void Rows_to_be_scored_need_no_label(string text)
    {
        var report = _temp.Import(_temp.File("new.csv", text), Map, o => o with { ForScoring = true, MaxRejected = 0 });

        Assert.Equal((2, 0), (report.Info.Events, report.Info.Quarantined));
        Assert.Equal(["1", "2"], DatasetFolder.Open(_temp.Out).ReadTable().Columns[0].Values);
    }

    [Fact]
    public void Rows_to_learn_from_need_a_label() => Assert.Equal(
        "new.csv(1): the column 'y' is missing; there are x. Add it, or take it out of the mapping file.",
        _temp.Fault(_temp.File("new.csv", "x\n1\n"), Map).Message);

    [Fact]
    public void A_row_keeps_its_number_in_the_source_past_broken_lines_and_rows_without_a_label()
    {
        _temp.Import(_temp.File("new.csv", "x,y\n1\n2,1\n3,\n4,5,6\n5\n6,0\n7,1\n8\n"), Map);

        var table = DatasetFolder.Open(_temp.Out).ReadTable();

        Assert.Equal(["2", "6", "7"], table.Columns[0].Values);
        Assert.Equal([2, 6, 7], table.RowNumbers);
    }
}
