using Foresale.Decisions.Bidding;

namespace Foresale.Learning.Decisions.Bidding;

/// <summary>Sets the numbers of the baselines on episodes of the training market: what a careful shop could do before the test begins.</summary>
/// <param name="episodes">Training episodes.</param>
/// <param name="rule">What a winner pays.</param>
public sealed class BaselineTuning(IReadOnlyList<Auction[]> episodes, AuctionRule rule)
{
    private const int Factors = 60;
    private const double Widest = 8; // how far from even spending's factor is looked, up and down

    /// <summary>The best constant factor for a budget.</summary>
    public double Linear(MarketKnowledge known, double budget)
    {
        ArgumentNullException.ThrowIfNull(known);
        return Best(Grid(known.Fluid.Level(budget / episodes[0].Length) / known.MeanValue), f => new LinearBidder(f), [budget]);
    }

    /// <summary>The best constant bid for a budget.</summary>
    public double Constant(MarketKnowledge known, double budget)
    {
        ArgumentNullException.ThrowIfNull(known);
        return Best(Grid(known.Fluid.Level(budget / episodes[0].Length)), b => new ConstantBidder(b), [budget]);
    }

    /// <summary>The best gains over some budgets at once.</summary>
    public PidGains Pid(MarketKnowledge known, IReadOnlyList<double> budgets)
    {
        ArgumentNullException.ThrowIfNull(known);
        PidGains[] all = [.. from p in (double[])[1, 3, 6, 12] from i in (double[])[0, .1, .3] from d in (double[])[0, 5] select new PidGains(p, i, d)];
        return Best(all, g => new PidBidder(known.Fluid, known.MeanValue, g), budgets);
    }

    /// <summary>The best step of the dual over some budgets at once.</summary>
    public double Dual(MarketKnowledge known, IReadOnlyList<double> budgets)
    {
        ArgumentNullException.ThrowIfNull(known);
        return Best([.001, .003, .006, .01, .02, .03, .06], s => new DualBidder(known.Fluid, known.MeanValue, s), budgets);
    }

    /// <summary>How far paid against promised corrects the even spending, over some budgets at once.</summary>
    public double Trust(MarketKnowledge known, IReadOnlyList<double> budgets)
    {
        ArgumentNullException.ThrowIfNull(known);
        return Best([0, .25, .5, .75, 1], t => new PacedBidder(known with { Trust = t }), budgets);
    }

    private static double[] Grid(double middle) =>
        [.. Enumerable.Range(0, Factors).Select(i => middle * Math.Pow(Widest, (2d * i / (Factors - 1)) - 1))];

    // Each episode's value counts as a share of what it could be, so that a large budget does not decide for all.
    private T Best<T>(IReadOnlyList<T> settings, Func<T, IBidder> bidder, IReadOnlyList<double> budgets) => settings.MaxBy(s => budgets.Average(budget =>
    {
        var played = bidder(s);
        return episodes.Average(e => AuctionReplay.Episode(e, e.Length, budget, rule, played).Value / Math.Max(double.Epsilon, Bound(e, budget)));
    }))!;

    private readonly Dictionary<(Auction[], double), double> _bounds = [];

    private double Bound(Auction[] episode, double budget) =>
        _bounds.TryGetValue((episode, budget), out var known) ? known : _bounds[(episode, budget)] = HindsightBound.Value(episode, budget);
}
