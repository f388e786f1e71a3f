using System.CommandLine;
using Foresale.Events;
using Foresale.Quality.Planted;
using Foresale.Quality.Reporting;
using Foresale.Quality.Results;

namespace Foresale.Quality;

/// <summary>The results table: every learner on every data set, and whether the fusion gains on the trees over all of them.</summary>
internal static class ResultsStudy
{
    private static readonly Option<string?> s_rows = new("--rows") { Description = "Rows to make, with commas between; all by default." };
    private static readonly Option<string?> s_keep = new("--keep") { Description = "Folder that keeps finished runs, to go on from; empty it after a change of the code." };

    /// <summary>The command.</summary>
    public static Command Create() => Study.Create("results", "The results table: every learner on every data set, with paired intervals.", [s_rows, s_keep], Run);

    private static StudyReport Run(ParseResult parse, StudyContext context, CancellationToken cancellationToken)
    {
        var rows = Chosen(parse.GetValue(s_rows));
        var done = 0;
        var runs = rows.Select(_ => new List<ResultRun>()).ToList();
        foreach (var seed in context.Seeds) // a stopped study has all rows of its first seeds
        {
            for (var i = 0; i < rows.Count; i++)
            {
                context.Progress.Report(new StageProgress("runs", done++, rows.Count * context.Seeds.Count, $"{rows[i].Name}, seed {seed}"));
                var tables = rows[i].States(seed, context, cancellationToken);
                var settings = new { Data = ResultRun.HashOf(tables), Learners = ResultRun.Settings, ResultRun.Format };
                runs[i].Add(KeptRuns.Get(parse.GetValue(s_keep), $"results-{rows[i].Name}-{seed}", settings, () => ResultRun.Of(tables, seed, context, cancellationToken)));
            }
        }

        return ResultsReport.Of([.. rows.Zip(runs, (row, list) => (row, (IReadOnlyList<ResultRun>)list))]);
    }

    private static IReadOnlyList<ResultRow> Chosen(string? names)
    {
        if (names is null)
        {
            return ResultRows.All;
        }

        return [.. names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name =>
            ResultRows.All.FirstOrDefault(r => string.Equals(r.Name, name, StringComparison.Ordinal))
            ?? throw new UserFaultException("--rows", $"'{name}' is no row.", $"Use {string.Join(", ", ResultRows.All.Select(r => r.Name))}."))];
    }
}
