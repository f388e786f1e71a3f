namespace Foresale.Cli.Tests;

public sealed class TextTableTests : IDisposable
{
    private const string Mapping = """{ "kind": "table", "columns": { "review": "text", "stars": "ignore", "again": { "role": "label", "positive": "yes" } } }""";
    private static readonly string[] s_good = ["love this dress", "perfect fit and so soft", "lovely color, love it"];
    private static readonly string[] s_bad = ["too small and sent back", "poor cut, sent back", "itchy and too small"];
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-text-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_model_of_texts_scores_rows_that_it_never_saw()
    {
        var random = new Random(1);
        File.WriteAllText(At("map.json"), Mapping);
        File.WriteAllLines(At("reviews.csv"), ["review,stars,again", .. Enumerable.Range(0, 400).Select(_ =>
        {
            var good = random.NextDouble() < .6;
            return $"\"{(good ? s_good : s_bad)[random.Next(3)]}\",3,{(good == random.NextDouble() < .9 ? "yes" : "no")}";
        })]);
        File.WriteAllLines(At("new.csv"), ["review,stars", "\"I love it, so soft\",3", "\"sent back: poor and itchy\",3", ",3"]);

        await Cli.RunAsync("import", At("reviews.csv"), "--map", At("map.json"), "--out", At("data"));
        await Cli.RunAsync("train", At("data"), "--target", "table", "--quick", "--no-networks", "--out", At("model"));
        await Cli.RunAsync("score", At("model"), At("new.csv"), "--map", At("map.json"), "--out", At("scores.csv"));

        var lines = File.ReadAllLines(At("scores.csv"));
        var intent = Array.IndexOf(lines[0].Split(','), "intent");
        var scores = lines.Skip(1).Select(l => double.Parse(l.Split(',')[intent], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.True(scores[0] > .75 && scores[1] < .25, $"{scores[0]} and {scores[1]}");
        Assert.InRange(scores[2], scores[1], scores[0]);
        var report = File.ReadAllText(At("model/report.html"));
        Assert.Contains("review_score", report, StringComparison.Ordinal);
        Assert.DoesNotContain("recency rule", report, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_root, name);
}
