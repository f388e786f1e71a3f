using Foresale.Decisions.Benchmarks;
using Foresale.Decisions.Bidding;
using MathNet.Numerics.Distributions;

namespace Foresale.Learning.Decisions.Bidding;

/// <summary>Markets whose price law is drawn anew each day: nobody knows it in the morning.</summary>
internal static class DriftInstances
{
    private const int JudgedEpisodes = 300, FewestEpisodes = 10, JudgeSeed = 77_003, PlantedSeed = 41, PlantedLaws = 9, HighestPrice = 300;

    /// <summary>How far days are from the laws.</summary>
    public static MarketDrift Drift { get; } = new() { LogPrice = .3, LogValue = .1, Correlation = .6 };

    /// <summary>Nine planted laws of prices: log-normal, with medians of 20 to 80 and tails of different weight.</summary>
    public static IReadOnlyList<PriceLaw> Planted()
    {
        var random = new Random(PlantedSeed);
        return [.. Enumerable.Range(0, PlantedLaws).Select(_ =>
        {
            var (median, deviation) = (Math.Log(40) + (.5 * Normal.Sample(random, 0, 1)), .6 + (.5 * random.NextDouble()));
            double Below(double price) => price <= 0 ? 0 : Normal.CDF(median, deviation, Math.Log(price));
            return new PriceLaw([.. Enumerable.Range(0, HighestPrice + 1).Select(p => Below(p + .5) - Below(p - .5))]);
        })];
    }

    /// <summary>Values of the planted market: log-normal around .004.</summary>
    public static ValueLaw PlantedValues() => ValueLaw.Of(Enumerable.Range(0, 4_096).Select(i => .004 * Math.Exp(.4 * Normal.InvCDF(0, 1, (i + .5) / 4_096))));

    /// <summary>Trains and judges.</summary>
    public static DecisionInstance Run(string name, string title, IReadOnlyList<PriceLaw> laws, ValueLaw values, DecisionRun run, CancellationToken cancellationToken)
    {
        var average = PriceLaw.Average(laws);
        var shared = new MarketLaws(laws, values, Drift);
        var known = new MarketKnowledge(new FluidBids(average, values, AuctionRule.SecondPrice), values.Level);
        double[] budgets = [.. BiddingBenchmark.Shares.Select(c => c * average.Mean * BiddingCase.Auctions)];
        var settings = TunedBaselines.Of(new SimulatedMarket(shared), known, budgets, run);
        known = known with { Trust = settings.Trust };
        var episodes = BiddingCase.Draw(new SimulatedMarket(shared), run.Scaled(JudgedEpisodes, FewestEpisodes), JudgeSeed);
        var judged = new BiddingCase { Episodes = episodes, Budgets = [.. episodes.Select((_, i) => budgets[i % budgets.Length])], IsShare = true, Drawn = BiddingPolicies.Drawn };
        var rlb = new BudgetValues(average, values.Level, BiddingCase.Auctions, budgets[^1], cancellationToken);
        var baselines = BiddingPolicies.Baselines(judged, known, settings, rlb);
        var trained = BiddingTraining.TrainAll(name, new BiddingProblem { Market = () => new SimulatedMarket(shared), Known = known }, run, cancellationToken);
        try
        {
            return new DecisionInstance
            {
                Name = name,
                Title = title,
                Score = "share of the hindsight bound",
                Decimals = 4,
                Policies = [.. baselines, BiddingPolicies.OfLearned(judged, known, trained), judged.Bound()],
                Plots = [judged.Spending()],
            };
        }
        finally
        {
            trained.ForEach(p => p.Dispose());
        }
    }
}
