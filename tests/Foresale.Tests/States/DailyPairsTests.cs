using Foresale.Events;
using Foresale.Features;
using Foresale.Simulation;
using Foresale.States;

namespace Foresale.Tests.States;

public class DailyPairsTests
{
    private static readonly MemoryDataset s_log = PlantedShop.Load().Generate(800, seed: 4, days: 30).ToDataset();
    private static readonly FoldSettings s_settings = Fold.FitSettings(s_log, s_log.Info.LastTime) with { UnboundedPairs = true };

    // One replay that stops at each morning must read what a replay up to that morning reads.
    [Theory]
    [InlineData(12)]
    [InlineData(25)]
    [InlineData(30)] // the morning after the log
    public void A_morning_of_many_is_read_as_if_it_were_the_only_one(int day)
    {
        var morning = s_log.Days[0].AddDays(day);
        var daily = Pairs(recentDays: 1000)[morning];

        var alone = ByPair(StateBuilder.BuildForScoring(
            s_log, new Target(TargetKind.UserItem, HorizonDays: 1), s_settings, new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(morning.ToDateTime(TimeOnly.MinValue), TimeZoneInfo.FindSystemTimeZoneById(s_log.Info.Zone)), TimeSpan.Zero), null, TestContext.Current.CancellationToken));

        Assert.True(alone.Count > 100);
        Assert.Equal(alone.Keys.Order(), daily.Keys.Order());
        Assert.All(alone, pair => Assert.Equal(pair.Value, daily[pair.Key]));
    }

    [Fact]
    public void Pairs_not_touched_lately_are_left_out_and_come_back_when_touched()
    {
        var (all, recent) = (Pairs(recentDays: 1000), Pairs(recentDays: 3));
        var morning = s_log.Days[0].AddDays(25);
        var since = morning.AddDays(-3);
        var touched = Enumerable.Range(0, 3).SelectMany(d => s_log.ReadDay(since.AddDays(d))).Where(e => e.ItemId is not null).Select(e => (e.UserId, e.ItemId!)).ToHashSet();

        Assert.Equal(touched.Order(), recent[morning].Keys.Order());
        Assert.All(recent[morning], pair => Assert.Equal(all[morning][pair.Key], pair.Value));
    }

    private static Dictionary<DateOnly, Dictionary<(string, string), float[]>> Pairs(int recentDays)
    {
        var found = new Dictionary<DateOnly, Dictionary<(string, string), float[]>>();
        DateOnly[] days = [.. new[] { 12, 25, 30 }.Select(s_log.Days[0].AddDays)];
        StateBuilder.ReadPairsDaily(s_log, s_settings, days, recentDays, (day, table) => found[day] = ByPair(table), null, TestContext.Current.CancellationToken);
        return found;
    }

    private static Dictionary<(string, string), float[]> ByPair(StateTable table) => Enumerable.Range(0, table.Nodes.Count).ToDictionary(
        n => (table.UserIds[table.Nodes.User[n]], table.ItemIds[table.Nodes.Item[n]]), n => table.FeaturesOf(table.Nodes.State[n]).ToArray());
}
