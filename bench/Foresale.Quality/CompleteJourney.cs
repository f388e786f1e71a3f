using DuckDB.NET.Data;
using Foresale.Events;
using Foresale.Profiles;
using Foresale.States;
using Foresale.Storage;

namespace Foresale.Quality;

/// <summary>
/// The data set <em>The Complete Journey 2.0</em> (84.51°) made ready: a log of purchases, campaigns and redeemed coupons, the households'
/// demographics, and the question "does the household redeem a coupon of this campaign" as a label file.
/// </summary>
internal static class CompleteJourney
{
    /// <summary>First day of the tested campaigns.</summary>
    private static readonly DateOnly s_testFrom = new(2017, 9, 4);

    private static readonly string[] s_files = ["events", "users", "items", "labels"];

    private static readonly Mapping s_mapping = new()
    {
        Name = "completejourney",
        Columns = new[] { "time", "user_id", "behavior", "item_id", "category", "brand", "price", "quantity", "order_id", "detail" }.ToDictionary(c => c, StringComparer.Ordinal),
        Constants = new Dictionary<string, string>(StringComparer.Ordinal) { ["currency"] = "USD" },
        Time = new TimeMapping("yyyy-MM-dd HH:mm:ss", "UTC"),
    };

    /// <summary>The households that campaigns reach, at each campaign's first day; campaigns from 4 September 2017 on are the test.</summary>
    /// <param name="output">Where files are written; the states do not need them afterwards.</param>
    /// <param name="portraits">How portraits are fitted; null leaves them out.</param>
    /// <param name="context">Progress.</param>
    /// <param name="cancellationToken">Looked at between files and once a day of the log.</param>
    public static StateTable Campaigns(string output, PortraitOptions? portraits, StudyContext context, CancellationToken cancellationToken)
    {
        var source = Path.GetDirectoryName(DataFolder.Find(Path.Combine("completejourney", "campaigns.csv.gz")))!;
        var (log, labels) = Prepare(source, output, cancellationToken);
        var split = new SplitOptions { TestFrom = s_testFrom };
        var states = StateBuilder.Build(log, new StateRequest(new Target(TargetKind.Labels)) { Split = split, Labels = labels, Portraits = portraits }, context.Progress, cancellationToken);
        SplitCheck.Require(states, split);
        return states;
    }

    /// <summary>Writes <c>events.csv</c>, <c>users.csv</c>, <c>items.csv</c>, <c>labels.csv</c> and the dataset folder <c>log</c>.</summary>
    /// <param name="source">The data set's folder.</param>
    /// <param name="output">Where to write; made at need.</param>
    /// <param name="cancellationToken">Looked at between files.</param>
    private static (DatasetFolder Log, LabelSet Labels) Prepare(string source, string output, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(output);
        using (var connection = new DuckDBConnection("DataSource=:memory:"))
        {
            connection.Open();
            Execute(connection, $"SET VARIABLE folder = {Text(source)}");
            foreach (var file in s_files)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var query = Query($"completejourney_{file}").TrimEnd().TrimEnd(';');
                Execute(connection, $"COPY ({query}) TO {Text(Path.Combine(output, $"{file}.csv"))} (HEADER)");
            }
        }

        var folder = Path.Combine(output, "log");
        EventImport.Run(
            new ImportOptions
            {
                Paths = [Path.Combine(output, "events.csv")],
                Mapping = s_mapping,
                Users = Path.Combine(output, "users.csv"),
                Items = Path.Combine(output, "items.csv"),
                Out = folder,
                KeepBots = true,
            },
            progress: null,
            cancellationToken);
        var log = DatasetFolder.Open(folder);
        return (log, LabelFile.Read(Path.Combine(output, "labels.csv"), log.Info.Zone));
    }

    private static string Query(string name)
    {
        using var reader = new StreamReader(typeof(CompleteJourney).Assembly.GetManifestResourceStream($"{name}.sql")!);
        return reader.ReadToEnd();
    }

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
