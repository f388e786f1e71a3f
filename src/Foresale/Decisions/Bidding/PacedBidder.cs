using Foresale.Environments;

namespace Foresale.Decisions.Bidding;

/// <summary>What is known of a market before an episode begins.</summary>
/// <param name="Fluid">Bid levels for the known price law.</param>
/// <param name="MeanValue">Known mean value of an auction, &gt; 0.</param>
/// <param name="Trust">How far what was paid lately, against what the law promised, corrects the rate that is aimed at: 0 not at all, 1 wholly.</param>
public sealed record MarketKnowledge(FluidBids Fluid, double MeanValue, double Trust = 0);

/// <summary>
/// Solves the even spending of what is left anew at each auction: bid level μ(budget left / auctions left) of <see cref="FluidBids"/>, times
/// value / running mean of values, times exp(<see cref="Adjustment"/>). With an adjustment of 0 it is a baseline, "re-solved"; a learned policy sets
/// the adjustment from <see cref="Observe(Span{float})"/>.
/// </summary>
/// <remarks>
/// <para>
/// The running mean of values needs no price and no win, so it follows a market whose values rise as a whole (a new scoring model, a weekend) at once;
/// it goes on over episodes.
/// </para>
/// <para>
/// What it sees of the price law: how many auctions it won and what it paid, against what the known law promised for the very bids that it made.
/// Prices of lost auctions are not seen, as in a real market.
/// </para>
/// </remarks>
public sealed class PacedBidder : IBidder
{
    private const int MeanAuctions = 150; // of the running mean of values
    private const double Fast = 1 / 60d, Slow = 1 / 400d;
    private const double PriorCost = .002; // in mean prices an auction
    private readonly MarketKnowledge _known;
    private State _state;

    /// <summary>Creates a bidder.</summary>
    public PacedBidder(MarketKnowledge known)
    {
        ArgumentNullException.ThrowIfNull(known);
        if (!(known.MeanValue > 0 && double.IsFinite(known.MeanValue)))
        {
            throw new ArgumentException("The known mean value is not above 0. Give what an auction is worth on average.", nameof(known));
        }

        _known = known;
        _state.Mean = known.MeanValue;
    }

    /// <summary>What <see cref="Observe(Span{float})"/> shows.</summary>
    public static Space Observations { get; } = new(
        ["auctions_left", "budget_left", "log_rate", "log_pace", "log_wins_fast", "log_wins_slow", "log_cost_fast", "log_cost_slow", "promised_win_rate", "seen", "log_value_level", "adjustment"],
        [0, 0, -4, -3, -2, -2, -2, -2, 0, 0, -2, -2],
        [1, 1, 1, 3, 2, 2, 2, 2, 1, 1, 2, 2]);

    /// <summary>Log of the factor on the bid.</summary>
    public double Adjustment
    {
        get => _state.Adjustment;
        set => _state.Adjustment = value;
    }

    /// <inheritdoc/>
    public void Start(double budget, int auctions)
    {
        _state = new State { Mean = _state.Mean, Budget = budget, Left = budget, Auctions = auctions, AuctionsLeft = auctions };
    }

    /// <inheritdoc/>
    public double Bid(double value) => _known.Fluid.BidFor(value / _state.Mean * _known.Fluid.Level(Rate) * Math.Exp(_state.Adjustment));

    /// <inheritdoc/>
    public void Observe(double value, double bid, AuctionOutcome outcome)
    {
        var prices = _known.Fluid.Prices;
        var (promisedWins, promisedCost) = (prices.WinRate(bid), _known.Fluid.Cost(bid) / prices.Mean);
        var (wins, cost) = (outcome.IsWon ? 1 : 0, outcome.Paid / prices.Mean);
        ref var s = ref _state;
        Follow(ref s.FastWins, wins, Fast);
        Follow(ref s.FastPromisedWins, promisedWins, Fast);
        Follow(ref s.FastCost, cost, Fast);
        Follow(ref s.FastPromisedCost, promisedCost, Fast);
        Follow(ref s.SlowWins, wins, Slow);
        Follow(ref s.SlowPromisedWins, promisedWins, Slow);
        Follow(ref s.SlowCost, cost, Slow);
        Follow(ref s.SlowPromisedCost, promisedCost, Slow);
        s.Left = Math.Max(0, s.Left - outcome.Paid);
        s.AuctionsLeft--;
        s.Mean = Math.Max(s.Mean + ((value - s.Mean) / MeanAuctions), _known.MeanValue * 1e-6);
    }

    /// <summary>The state that a learned policy acts on.</summary>
    /// <param name="observation">As long as <see cref="Observations"/>.</param>
    public void Observe(Span<float> observation)
    {
        var s = _state;
        var share = s.AuctionsLeft / (double)s.Auctions;
        var budget = s.Budget > 0 ? s.Left / s.Budget : 0;
        Span<double> values =
        [
            share,
            budget,
            Log(s.Budget / s.Auctions / _known.Fluid.Prices.Mean),
            Log((budget + .002) / (share + .002)),
            Surprise(s.FastWins, s.FastPromisedWins, .02),
            Surprise(s.SlowWins, s.SlowPromisedWins, .005),
            Surprise(s.FastCost, s.FastPromisedCost, .005),
            Surprise(s.SlowCost, s.SlowPromisedCost, PriorCost),
            s.SlowPromisedWins,
            1 - Math.Exp(-(s.Auctions - s.AuctionsLeft) * Slow),
            Log(s.Mean / _known.MeanValue),
            s.Adjustment,
        ];
        for (var i = 0; i < values.Length; i++)
        {
            observation[i] = Math.Clamp((float)values[i], Observations.Low[i], Observations.High[i]);
        }
    }

    /// <summary>Takes over all that another one of the same knowledge has seen.</summary>
    public void CopyFrom(PacedBidder other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _state = other._state;
    }

    // Where less was paid than promised, prices are higher or later than thought: aim as much above.
    private double Rate => _state.Left / Math.Max(1, _state.AuctionsLeft)
        * (_known.Trust == 0 ? 1 : Math.Pow((_state.SlowPromisedCost + PriorCost) / (_state.SlowCost + PriorCost), _known.Trust));

    // log (seen / promised), drawn towards 0 while either is small.
    private static double Surprise(double seen, double promised, double prior) => Log((seen + prior) / (promised + prior));

    private static double Log(double ratio) => ratio > 0 ? Math.Log(ratio) : -4;

    private static void Follow(ref double mean, double value, double share) => mean += share * (value - mean);

    private struct State
    {
        public double Mean, Budget, Left, Adjustment;
        public double FastWins, FastPromisedWins, FastCost, FastPromisedCost, SlowWins, SlowPromisedWins, SlowCost, SlowPromisedCost;
        public int Auctions, AuctionsLeft;
    }
}
