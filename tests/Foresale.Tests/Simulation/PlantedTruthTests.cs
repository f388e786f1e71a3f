using Foresale.Events;
using Foresale.Evaluation;
using Foresale.Simulation;

namespace Foresale.Tests.Simulation;

public sealed class PlantedTruthTests(PlantedTruthTests.Log log) : IClassFixture<PlantedTruthTests.Log>
{
    [Fact]
    public void The_truth_is_calibrated_over_a_log()
    {
        // Unit weights: an event's weight must not depend on what comes after it, as 1 / (events of the session) would.
        var fit = CalibrationFit.Of(log.Rows(log.Truth));
        var mean = log.Truth.Average();
        var outcomes = log.Outcome.Average();

        Assert.InRange(fit.Slope, 0.9, 1.1);
        Assert.Equal(mean, outcomes, tolerance: 4 * log.StandardError());
    }

    [Fact]
    public void What_the_history_and_the_session_tell_has_the_size_that_learning_was_planned_for()
    {
        var baseRate = new float[log.Truth.Length];
        Array.Fill(baseRate, log.Truth.Average());

        var ofBaseRate = Excess.Mean(log.Truth, baseRate);
        var ofSession = Excess.Mean(log.Truth, log.SessionOnly);

        Assert.InRange(ofBaseRate, 0.02, 0.045);
        Assert.InRange(ofSession, 0.003, ofBaseRate / 3);
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"events {log.Truth.Length}, buying sessions {log.BaseRate:P2}, mean truth {log.Truth.Average():0.0000}, KL base rate {ofBaseRate:0.00000}, KL this session only {ofSession:0.00000}, slope {CalibrationFit.Of(log.Rows(log.Truth)).Slope:0.000}"));
    }

    [Fact]
    public void Weights_that_look_at_the_length_of_the_session_make_the_truth_look_wrong()
    {
        // Buying sessions are longer: 1 / (events of the session) is known only at its end and goes with the outcome.
        double truth = 0, outcome = 0, total = 0;
        for (var i = 0; i < log.Truth.Length; i++)
        {
            var weight = 1.0 / log.Length[i];
            (truth, outcome, total) = (truth + (weight * log.Truth[i]), outcome + (weight * log.Outcome[i]), total + weight);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"weights 1/length: mean truth {truth / total:0.0000}, mean outcome {outcome / total:0.0000}"));
        Assert.True(truth / total > 1.3 * outcome / total);
    }

    [Fact]
    public void About_six_in_a_hundred_sessions_buy() => Assert.InRange(log.BaseRate, 0.05, 0.065);

    [Fact]
    public void The_truth_is_what_playing_on_from_the_history_gives()
    {
        var shop = log.Shop;
        var random = new Random(11);
        double squares = 0;
        var points = 0;
        foreach (var shopper in shop.Shoppers(400, seed: 21).Where(s => s.Events.Count >= 6).Take(12))
        {
            var filter = shop.Follow(shopper.Columns);
            var truth = shopper.Events.Take(5 + (points % 2)).Select(filter.Observe).Last();
            const int Plays = 6000;
            var bought = Enumerable.Range(0, Plays).Count(_ => PlayOn(shop, filter, random));
            var z = (((double)bought / Plays) - truth) / Math.Sqrt(truth * (1 - truth) / Plays);
            squares += z * z;
            points++;
        }

        // A sum of 12 squares of normals exceeds 32.9 once in a thousand.
        Assert.Equal(12, points);
        Assert.InRange(squares, 0.5, 32.9);
    }

    [Fact]
    public void The_hidden_type_shows_itself_over_sessions()
    {
        var first = new List<double>();
        var late = new List<double>();
        foreach (var shopper in log.Shop.Shoppers(2000, seed: 5).Where(s => s.Sessions >= 6))
        {
            var filter = log.Shop.Follow(shopper.Columns);
            filter.Observe(shopper.Events[0]);
            first.Add(filter.Posterior[shopper.Type]);
            foreach (var shopEvent in shopper.Events.Skip(1))
            {
                filter.Observe(shopEvent);
            }

            late.Add(filter.Posterior[shopper.Type]);
            Assert.Equal(1, filter.Posterior.Sum(), 1e-9);
        }

        Assert.True(late.Average() > first.Average() + 0.2, $"{first.Average()} then {late.Average()}");
    }

    [Fact]
    public void Within_many_events_is_the_rest_of_the_session_and_fewer_give_less()
    {
        var shopper = log.Shop.Shoppers(50, seed: 9).First(s => s.Events.Count > 8);
        var filter = log.Shop.Follow(shopper.Columns);
        var whole = shopper.Events.Take(4).Select(filter.Observe).Last();

        Assert.Equal(whole, filter.Within(250), 1e-6);
        Assert.True(filter.Within(1) < filter.Within(5) && filter.Within(5) < whole);
    }

    [Fact]
    public void One_step_ahead_is_the_chance_of_a_purchase()
    {
        var shopper = log.Shop.Shoppers(50, seed: 9).First();
        var filter = log.Shop.Follow(shopper.Columns);
        filter.Observe(shopper.Events[0]);
        var chances = new double[6];
        var expected = 0.0;
        for (var t = 0; t < log.Shop.Types.Length; t++)
        {
            log.Shop.Types[t].Next(filter.State, filter.Context.Setting, chances);
            expected += filter.Posterior[t] * chances[4];
        }

        Assert.Equal(expected, filter.Within(1), 1e-12);
    }

    [Fact]
    public void Later_events_change_no_earlier_truth()
    {
        var shopper = log.Shop.Shoppers(100, seed: 4).First(s => s.Events.Count > 10);
        var whole = log.Shop.Follow(shopper.Columns);
        var cut = log.Shop.Follow(shopper.Columns);

        var all = shopper.Events.Select(whole.Observe).ToList();
        var half = shopper.Events.Take(5).Select(cut.Observe).ToList();

        Assert.Equal(all.Take(5), half);
    }

    [Fact]
    public void A_log_of_another_shop_is_refused()
    {
        var shopEvent = log.Shop.Shoppers(1, seed: 1).First().Events[0] with { Behavior = Behavior.Search, ItemId = null, Query = "submarines" };

        var fault = Assert.Throws<ArgumentException>(() => log.Shop.Follow(null).Observe(shopEvent));

        Assert.StartsWith("The query 'submarines' is none of this shop's.", fault.Message, StringComparison.Ordinal);
    }

    private static bool PlayOn(PlantedShop shop, TruthFilter filter, Random random)
    {
        var left = random.NextDouble();
        var type = 0;
        while (type < filter.Posterior.Count - 1 && (left -= filter.Posterior[type]) >= 0)
        {
            type++;
        }

        return ShopperDraw.BuysLater(shop, shop.Types[type], filter.Context, filter.State, filter.FocusItem, filter.MemoryItem, random);
    }

    /// <summary>One log of 12,000 sessions that the tests share.</summary>
    public sealed class Log
    {
        public Log()
        {
            List<float> truth = [], outcome = [], session = [];
            List<int> user = [], length = [];
            var (sessions, buying, users) = (0, 0, 0);
            foreach (var shopper in Shop.Shoppers(12_000, seed: 3))
            {
                var whole = Shop.Follow(shopper.Columns);
                var only = Shop.Follow(shopper.Columns, thisSessionOnly: true);
                foreach (var events in shopper.Events.GroupBy(e => e.SessionId, StringComparer.Ordinal).Select(g => g.ToList()))
                {
                    var last = events.FindLastIndex(e => e.Behavior == Behavior.Purchase);
                    sessions++;
                    buying += last >= 0 ? 1 : 0;
                    for (var i = 0; i < events.Count; i++)
                    {
                        truth.Add((float)whole.Observe(events[i]));
                        session.Add((float)only.Observe(events[i]));
                        outcome.Add(i < last ? 1 : 0);
                        user.Add(users);
                        length.Add(events.Count);
                    }
                }

                users++;
            }

            (Truth, Outcome, SessionOnly, User, Length) = ([.. truth], [.. outcome], [.. session], [.. user], [.. length]);
            BaseRate = (double)buying / sessions;
        }

        public PlantedShop Shop { get; } = PlantedShop.Load();

        public float[] Truth { get; }

        public float[] Outcome { get; }

        public float[] SessionOnly { get; }

        public int[] User { get; }

        public int[] Length { get; }

        public double BaseRate { get; }

        public Predictions Rows(float[] probability) => new("truth", probability, Outcome, [.. Enumerable.Repeat(1f, probability.Length)], User);

        /// <summary>Of the mean residual, clustered by shopper.</summary>
        public double StandardError() =>
            Math.Sqrt(Enumerable.Range(0, Truth.Length).GroupBy(i => User[i]).Sum(g => Math.Pow(g.Sum(i => Truth[i] - Outcome[i]), 2))) / Truth.Length;
    }
}
