using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Foresale.Cli.Tests;

/// <summary>Logs with one, three and all seven behaviors train, export and score by the same commands; nobody writes code for theirs.</summary>
public sealed class BehaviorCountTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-behaviors-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("user --horizon 7d", "purchase", "purchase")]
    [InlineData("session", "view cart purchase", "view cart purchase")]
    [InlineData("session", "view search favorite cart purchase", "view search favorite cart purchase uncart refund")]
    public async Task A_log_trains_exports_and_scores(string target, string actions, string behaviors)
    {
        File.WriteAllText(At("log.csv"), Log(behaviors.Split(' ')));

        await Cli.RunAsync("import", At("log.csv"), "--map", "foresale", "--out", At("data"));
        await Cli.RunAsync(["train", At("data"), "--target", .. target.Split(' '), "--quick", "--epochs", "1", "--encoder", "pooled", "--out", At("model")]);
        await Cli.RunAsync("score", At("model"), At("data"), "--out", At("scores.csv"));

        using var manifest = JsonDocument.Parse(File.ReadAllText(At("model/model.json")));
        Assert.Equal(actions.Split(' '), manifest.RootElement.GetProperty("actions").EnumerateArray().Select(a => a.GetString()));
        var lines = File.ReadAllLines(At("scores.csv"));
        var (intent, next) = (Array.IndexOf(lines[0].Split(','), "intent"), Array.IndexOf(lines[0].Split(','), "next"));
        Assert.True(lines.Length > 1);
        Assert.All(lines.Skip(1), l => Assert.InRange(double.Parse(l.Split(',')[intent], CultureInfo.InvariantCulture), 0, 1));
        Assert.All(lines.Skip(1), l => Assert.Contains(l.Split(',')[next], (string[])["", "leave", .. actions.Split(' ')]));
    }

    // 250 shoppers over 60 days; a purchase is likelier where the shopper is of the keen third.
    private static string Log(string[] behaviors)
    {
        var random = new Random(7);
        var rows = new List<(DateTime Time, string Text)>();
        for (var shopper = 0; shopper < 250; shopper++)
        {
            for (var visits = random.Next(2, 9); visits > 0; visits--)
            {
                var time = new DateTime(2025, 1, 1).AddSeconds(random.Next(60 * 86_400));
                var steps = behaviors.Length == 1 ? 1 : random.Next(2, 7);
                for (var step = 1; step <= steps; step++)
                {
                    var buys = step == steps && random.NextDouble() < (shopper % 3 == 0 ? .5 : .1);
                    var behavior = buys || behaviors.Length == 1 ? "purchase" : behaviors.Where(b => b is not "purchase").ElementAt(random.Next(behaviors.Length - 1));
                    time = time.AddSeconds(random.Next(5, 120));
                    rows.Add((time, string.Create(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd'T'HH:mm:ss}Z,u{shopper},{behavior},{(behavior is "search" ? "" : $"i{random.Next(40)}")}")));
                }
            }
        }

        return rows.OrderBy(r => r.Time).Aggregate(new StringBuilder("time,user_id,behavior,item_id\n"), (text, row) => text.Append(row.Text).Append('\n')).ToString();
    }

    private string At(string name) => Path.Combine(_root, name);
}
