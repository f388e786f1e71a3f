using DuckDB.NET.Data;
using Foresale.Events;
using Foresale.Scoring;
using Foresale.States;

namespace Foresale.Cli.Tests;

public sealed class ScoreFileTests
{
    [Fact]
    public void The_row_of_a_tables_score_is_the_sources()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");
        TableColumn[] columns = [new("x", TableRoles.Numeric, [.. Enumerable.Repeat("1", 100)]), new("y", TableRoles.Label, [.. Enumerable.Range(0, 100).Select(i => $"{i % 2}")])];
        var encoding = StateBuilder.BuildTable(new TableData(columns, "1", ""), SplitOptions.ForTables()).Encoding!;
        var table = StateBuilder.BuildTableForScoring(new TableData([new("x", TableRoles.Numeric, ["5", "6"])], null, "") { RowNumbers = [3, 7] }, encoding);

        ScoreFile.Write(path, table, [new IntentScore(0, .5f, 50, Band.Medium, null, null, null), new IntentScore(1, .25f, 25, Band.Low, null, null, null)], horizons: [], threads: 1, TestContext.Current.CancellationToken);

        Assert.Equal(["row,intent,percentile,band", "3,0.5,50.0,medium", "7,0.25,25.0,low"], File.ReadAllLines(path));
        File.Delete(path);
    }

    [Theory]
    [InlineData("customer_id", "row,customer_id,intent,percentile,band")]
    [InlineData("Row", "row,id,intent,percentile,band")]
    public void A_tables_own_names_of_its_rows_stand_beside_the_scores(string name, string header)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");
        TableColumn[] columns = [new("x", TableRoles.Numeric, [.. Enumerable.Repeat("1", 100)]), new("y", TableRoles.Label, [.. Enumerable.Range(0, 100).Select(i => $"{i % 2}")])];
        var encoding = StateBuilder.BuildTable(new TableData(columns, "1", ""), SplitOptions.ForTables()).Encoding!;
        var table = StateBuilder.BuildTableForScoring(new TableData([new(name, TableRoles.Id, ["007", "a,b"]), new("x", TableRoles.Numeric, ["5", "6"])], null, ""), encoding);

        ScoreFile.Write(path, table, [new IntentScore(0, .5f, 50, Band.Medium, null, null, null), new IntentScore(1, .25f, 25, Band.Low, null, null, null)], horizons: [], threads: 1, TestContext.Current.CancellationToken);

        Assert.Equal([header, "1,007,0.5,50.0,medium", "2,\"a,b\",0.25,25.0,low"], File.ReadAllLines(path));
        File.Delete(path);
    }

    [Fact]
    public void Names_of_rows_are_text_in_Parquet_too()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".parquet");
        TableColumn[] columns = [new("code", TableRoles.Id, [.. Enumerable.Range(0, 100).Select(i => $"{i:000}")]), new("x", TableRoles.Numeric, [.. Enumerable.Repeat("1", 100)]), new("y", TableRoles.Label, [.. Enumerable.Range(0, 100).Select(i => $"{i % 2}")])];
        var table = StateBuilder.BuildTable(new TableData(columns, "1", ""), SplitOptions.ForTables());

        ScoreFile.Write(path, table, [new IntentScore(7, .5f, 50, Band.Medium, null, null, null)], horizons: [], threads: 1, TestContext.Current.CancellationToken);

        using var database = new DuckDBConnection("Data Source=:memory:");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = $"SELECT code FROM read_parquet('{path}')";
        Assert.Equal("007", command.ExecuteScalar());
        File.Delete(path);
    }

    [Theory]
    [InlineData(96, 4, "; 96 % are medium: look at percentile to tell them apart")]
    [InlineData(10, 0, "; 100 % are medium: look at percentile to tell them apart")]
    [InlineData(90, 10, "")]
    [InlineData(3, 0, "")]
    public void Where_one_band_holds_nearly_all_scores_the_summary_points_at_percentiles(int medium, int low, string said)
    {
        IntentScore[] scores = [.. Enumerable.Range(0, medium + low).Select(i => new IntentScore(i, .5f, 50, i < medium ? Band.Medium : Band.Low, null, null, null))];

        Assert.Equal(said, ScoreCommand.OneBand(scores));
    }
}
