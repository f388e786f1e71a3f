using Foresale.Scoring;
using Foresale.States;
using Foresale.Storage;

namespace Foresale.Cli.Tests.Serving;

/// <summary>A log that comes over HTTP and one that is replayed from disk give the same states and scores.</summary>
[Trait("Speed", "slow")]
public sealed class ParityTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-live-").FullName;

    [Fact]
    public async Task A_log_over_HTTP_gives_the_states_of_the_offline_fold_bit_for_bit_and_its_scores()
    {
        var (data, model) = (await shop.DataAsync(), await shop.ModelAsync());
        var (offline, scores, nodes) = Offline(data, model);
        await using var server = await LiveServer.StartAsync(_folder, model, key: null, "--Foresale:Shop:EventClock=true", "--Foresale:Intake:KeepReceivedAt=true", $"--Foresale:Shop:Side={data}");
        var events = LogLines.InOrder(data);
        var sessions = 0;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(new DatasetFolder(data).Info.Zone);

        // No batch goes over midnight: behind it a state reads what items counted until then, and the offline one stands before it.
        foreach (var batch in events.GroupBy(e => TimeZoneInfo.ConvertTime(e.Arrival, zone).Date).SelectMany(day => day.Chunk(50)))
        {
            var answer = await server.SendAsync(batch.Select(LogLines.Line));
            Assert.True(answer.GetProperty("rejected").GetArrayLength() == 0, answer.ToString());
            Assert.Equal((batch.Length, 0, 0), (answer.GetProperty("accepted").GetInt32(), answer.GetProperty("late").GetInt32(), answer.GetProperty("rejected").GetArrayLength()));

            // Of each shopper the last event of the batch: what the state now stands after.
            foreach (var last in batch.GroupBy(e => e.UserId, StringComparer.Ordinal).Select(g => g.Last()))
            {
                var node = nodes[last.EventId];
                var live = server.Shop.Shards.Read(last.UserId, g => ([g.ItemId], g.LastArrival))!.Value.States;
                Assert.Equal(offline.FeaturesOf(offline.Nodes.State[node]), live.FeaturesOf(0));
                var intent = await server.GetAsync($"v1/intent/users/{last.UserId}");
                Assert.Equal(scores[node].Intent, intent.GetProperty("intent").GetSingle(), 1e-6f);
                Assert.Equal(scores[node].Next, intent.GetProperty("next").GetString());
                sessions++;
            }
        }

        Assert.True(sessions > 1_000);
        Assert.Equal(50, (await server.SendAsync(events[^50..].Select(LogLines.Line))).GetProperty("duplicates").GetInt32());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (StateTable Table, IntentScore[] Scores, Dictionary<string, int> Nodes) Offline(string data, string model)
    {
        var folder = ModelFolder.Open(model);
        using var scorer = new IntentScorer(folder);
        var table = StateBuilder.BuildForScoring(new DatasetFolder(data), folder.Manifest.Target, folder.Manifest.Fold!, asOf: null, progress: null, CancellationToken.None);
        var scores = scorer.Score(table, [.. Enumerable.Range(0, table.Nodes.Count)], progress: null, CancellationToken.None);
        return (table, scores, Enumerable.Range(0, table.Nodes.Count).ToDictionary(n => table.Nodes.EventId[n]!, n => n, StringComparer.Ordinal));
    }
}
