using Foresale.Events;
using Foresale.Events.Guessing;
using Foresale.Storage.Reading;

namespace Foresale.Storage.Tests;

public sealed class SampleReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-sample-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Tmall2014_is_a_log_by_day_with_numbered_behaviors()
    {
        var mapping = Guess("tmall2014/events.csv.gz", "Asia/Shanghai", 2014).Mapping;

        var preset = Presets.Resolve("tmall2014");
        Assert.Equal(preset.Columns, mapping.Columns);
        Assert.Equal(preset.Behaviors.OrderBy(b => b.Key, StringComparer.Ordinal), mapping.Behaviors.OrderBy(b => b.Key, StringComparer.Ordinal));
        Assert.Equal(preset.Time, mapping.Time);
    }

    [Fact]
    public void Trivago_is_a_log_whose_behaviors_are_those_of_the_preset()
    {
        var mapping = Guess("trivago/events.csv.gz").Mapping;

        var preset = Presets.Resolve("trivago");
        Assert.Equal(preset.Behaviors.OrderBy(b => b.Key, StringComparer.Ordinal), mapping.Behaviors.OrderBy(b => b.Key, StringComparer.Ordinal));
        Assert.Equal(
            preset.Columns.Append(new("reference", "item_id")).OrderBy(c => c.Key, StringComparer.Ordinal),
            mapping.Columns.OrderBy(c => c.Key, StringComparer.Ordinal));
        Assert.Equal("unix_s", mapping.Time.Format);
    }

    [Fact]
    public void Online_shoppers_is_the_table_of_the_preset()
    {
        var mapping = Guess("online-shoppers/sessions.csv").Mapping;

        Assert.Equal(Presets.Resolve("online-shoppers").Table, mapping.Table);
    }

    [Fact]
    public void Bank_marketing_is_a_table_whose_answer_is_y()
    {
        var mapping = Guess("bank-marketing/bank-full.csv.gz").Mapping;

        Assert.Equal((MappingKind.Table, ";"), (mapping.Kind, mapping.Delimiter));
        Assert.Equal(new TableColumnMapping(TableRoles.Label, "yes"), mapping.Table["y"]);
        Assert.Equal("job marital education default housing loan contact month poutcome", string.Join(' ', mapping.Table.Where(c => c.Value.Role is TableRoles.Categorical).Select(c => c.Key)));
    }

    [Fact]
    public void Parquet_gives_its_columns_and_typed_times()
    {
        var path = Path.Combine(_folder, "log.parquet");
        using (var connection = new DuckDB.NET.Data.DuckDBConnection("DataSource=:memory:"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"COPY (SELECT 'u' || (i % 7) AS user_id, TIMESTAMP '2026-03-02 10:00:00' + INTERVAL (i) MINUTE AS ts, CASE i % 5 WHEN 0 THEN 'purchase' ELSE 'view' END AS event, i / 4 AS price FROM range(40) t(i)) TO '{path}' (FORMAT parquet)";
            command.ExecuteNonQuery();
        }

        var sample = SampleReader.Read(path);

        Assert.Equal("user_id ts event price", string.Join(' ', sample.Columns));
        Assert.Equal("ts", Assert.Single(sample.TypedTimes!));
        Assert.Equal("u1 | 2026-03-02 10:01:00.000000 | view | 0.25", string.Join(" | ", sample.Rows[1]));
    }

    [Theory]
    [InlineData("empty.csv", "", "empty.csv: the file is empty. Give a file with rows.")]
    [InlineData("head.csv", "user_id,time,event\n", "head.csv: the file has a header and no rows. Give a file with rows.")]
    [InlineData("bad.jsonl", "{\"a\":1}\nnot json\n", "bad.jsonl(2): the line is no JSON object. Give JSON Lines: one object a line.")]
    public void Files_without_rows_are_refused(string name, string text, string message)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);

        Assert.Equal(message, Assert.Throws<UserFaultException>(() => SampleReader.Read(path)).Message);
    }

    private static MappingGuess Guess(string file, string? zone = null, int? year = null)
    {
        var path = Data.Find(file);
        Assert.SkipUnless(path is not null, $"{file} is not here; set FORESALE_DATA.");
        return MappingGuesser.Guess(SampleReader.Read(path!), zone, year, thisYear: 2026);
    }
}
