using System.Globalization;
using System.Text;
using Foresale.Events;
using Foresale.Scoring;
using Foresale.States;
using Foresale.Storage;

namespace Foresale.Cli;

/// <summary>Scores as a CSV or Parquet file.</summary>
internal static class ScoreFile
{
    private static readonly string[] s_text = ["event_id", "user_id", "session_id", "item_id", "band", "next", "nudge"];

    private static readonly string[] s_own = ["row", "intent", "percentile", "band"];

    /// <summary>Writes the scores, whole or not at all; a name that ends in .parquet gives Parquet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="table">What was scored.</param>
    /// <param name="scores">Its scores.</param>
    /// <param name="horizons">[J] words of the scores' horizons; empty for none.</param>
    /// <param name="threads">Threads for Parquet.</param>
    /// <param name="cancellationToken">Looked at every 4,096 rows.</param>
    public static void Write(string path, StateTable table, IReadOnlyList<IntentScore> scores, IReadOnlyList<string> horizons, int threads, CancellationToken cancellationToken)
    {
        var parquet = path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);
        var columns = ColumnsOf(table, scores.Count > 0 && scores[0].Next is not null, horizons);
        using var csv = new StagedFile(parquet ? $"{path}.csv" : path);
        using (var writer = new StreamWriter(csv.Path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16))
        {
            writer.WriteLine(string.Join(',', columns.Select(c => Csv.Quote(c.Name))));
            for (var i = 0; i < scores.Count; i++)
            {
                if (i % 4096 == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                writer.WriteLine(string.Join(',', columns.Select(c => Csv.Quote(c.Value(scores[i], i)))));
            }
        }

        if (!parquet)
        {
            csv.Commit();
            return;
        }

        using var file = new StagedFile(path);
        DelimitedToParquet.Convert(csv.Path, file.Path, [.. TextColumns(table).Where(t => columns.Any(c => string.Equals(c.Name, t, StringComparison.Ordinal)))], threads);
        file.Commit();
    }

    /// <summary>Refuses a place where something would be lost.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="inputs">What the verb reads.</param>
    /// <exception cref="UserFaultException">It is an input, or no file of scores.</exception>
    public static void RequirePlace(string path, IEnumerable<string?> inputs) =>
        OutputFile.Require(path, inputs, "file of scores", file => OutputFile.HasColumns(file, "intent", "percentile", "band"));

    /// <summary>When a state stands, as files write it.</summary>
    public static string TimeText(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static List<(string Name, Func<IntentScore, int, string> Value)> ColumnsOf(StateTable table, bool hasNetwork, IReadOnlyList<string> horizons)
    {
        var nodes = table.Nodes;
        string Item(IntentScore s) => nodes.Item[s.Node] < 0 ? "" : table.ItemIds[nodes.Item[s.Node]];
        List<(string, Func<IntentScore, int, string>)> columns = table.Target.Kind switch
        {
            TargetKind.Session =>
            [
                ("event_id", (s, _) => nodes.EventId[s.Node] ?? ""),
                ("user_id", (s, _) => table.UserIds[nodes.User[s.Node]]),
                ("session_id", (s, _) => nodes.SessionId[s.Node] ?? ""),
                ("item_id", (s, _) => Item(s)),
                ("time", (s, _) => TimeText(nodes.TimeMs[s.Node])),
            ],
            TargetKind.User => [("user_id", (s, _) => table.UserIds[nodes.User[s.Node]])],
            TargetKind.UserItem => [("user_id", (s, _) => table.UserIds[nodes.User[s.Node]]), ("item_id", (s, _) => Item(s))],
            TargetKind.Table when table.RowNames is { } names => [("row", (s, _) => table.UserIds[nodes.User[s.Node]]), (NameOf(names), (s, _) => names.Values[nodes.User[s.Node]])],
            TargetKind.Table => [("row", (s, _) => table.UserIds[nodes.User[s.Node]])],
            _ => [("row", (_, i) => (i + 1).ToString(CultureInfo.InvariantCulture))],
        };
        columns.Add(("intent", (s, _) => s.Intent.ToString("R", CultureInfo.InvariantCulture)));
        columns.Add(("percentile", (s, _) => s.Percentile.ToString("0.0", CultureInfo.InvariantCulture)));
        columns.Add(("band", (s, _) => Bands.Word(s.Band)));
        if (hasNetwork && table.Actions.Count > 0)
        {
            columns.Add(("next", (s, _) => s.Next ?? ""));
            columns.Add(("nudge", (s, _) => s.Nudge ?? ""));
            columns.Add(("lift", (s, _) => s.Lift?.ToString("0.0000", CultureInfo.InvariantCulture) ?? ""));
        }

        for (var j = 0; j < horizons.Count; j++)
        {
            var place = j;
            columns.Add(($"buy_{horizons[j]}", (s, _) => s.Horizons.Span[place].ToString("R", CultureInfo.InvariantCulture)));
        }

        return columns;
    }

    private static IEnumerable<string> TextColumns(StateTable table) => table.RowNames is { } names ? s_text.Append(NameOf(names)) : s_text;

    // As in the source, where no column of the scores is called so.
    private static string NameOf(TableColumn names) => s_own.Contains(names.Name, StringComparer.OrdinalIgnoreCase) ? "id" : names.Name;
}
