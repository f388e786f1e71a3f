namespace Foresale.Decisions.Bidding;

/// <summary>The same bid for everything: what a shop without scores can do.</summary>
/// <param name="bid">&gt;= 0.</param>
public sealed class ConstantBidder(double bid) : IBidder
{
    /// <inheritdoc/>
    public void Start(double budget, int auctions)
    {
        // A constant has nothing to begin.
    }

    /// <inheritdoc/>
    public double Bid(double value) => bid;

    /// <inheritdoc/>
    public void Observe(double value, double bid, AuctionOutcome outcome)
    {
        // nor to learn
    }
}

/// <summary>
/// Value x factor, up to a highest bid (Perlich et al. 2012). With the mean cost of a click as factor it is Mcpc, "maximum cost per click", which
/// bids what a click has cost so far.
/// </summary>
/// <param name="factor">&gt;= 0.</param>
/// <param name="highest">Highest bid.</param>
public sealed class LinearBidder(double factor, double highest = double.PositiveInfinity) : IBidder
{
    /// <inheritdoc/>
    public void Start(double budget, int auctions)
    {
        // The factor stays as it is: that is the weakness of it.
    }

    /// <inheritdoc/>
    public double Bid(double value) => Math.Min(value * factor, highest);

    /// <inheritdoc/>
    public void Observe(double value, double bid, AuctionOutcome outcome)
    {
        // as above
    }
}

/// <summary>
/// Keeps spending on its schedule: every 20 auctions the bid level is multiplied by exp(P e + I sum e + D Δe), e being the share of the budget that
/// should have been spent by now minus the share that was (feedback control of bids; Zhang et al. 2016).
/// </summary>
/// <param name="fluid">Gives the level to begin with.</param>
/// <param name="meanValue">Mean value of an auction.</param>
/// <param name="gains">P, I and D.</param>
public sealed class PidBidder(FluidBids fluid, double meanValue, PidGains gains) : IBidder
{
    private const int Period = 20;
    private const double Widest = 3; // e^3 = 20 times up or down
    private double _budget, _spent, _start, _factor, _sum, _before;
    private int _auctions, _seen;

    /// <inheritdoc/>
    public void Start(double budget, int auctions)
    {
        (_budget, _auctions, _seen, _spent, _sum, _before) = (budget, auctions, 0, 0, 0, 0);
        _factor = _start = fluid.Level(budget / auctions) / meanValue;
    }

    /// <inheritdoc/>
    public double Bid(double value) => fluid.BidFor(value * _factor);

    /// <inheritdoc/>
    public void Observe(double value, double bid, AuctionOutcome outcome)
    {
        _spent += outcome.Paid;
        if (++_seen % Period != 0 || _budget <= 0)
        {
            return;
        }

        var error = ((double)_seen / _auctions) - (_spent / _budget);
        _sum += error;
        _factor = _start * Math.Exp(Math.Clamp((gains.Proportional * error) + (gains.Integral * _sum) + (gains.Derivative * (error - _before)), -Widest, Widest));
        _before = error;
    }
}

/// <summary>Gains of a <see cref="PidBidder"/>.</summary>
public readonly record struct PidGains(double Proportional, double Integral, double Derivative);

/// <summary>
/// Adaptive pacing: the price of money λ follows the gradient of the dual, after each auction λ ← λ exp(-η (ρ - paid) / ρ) with ρ = budget / auctions
/// (Balseiro and Gur 2019; the multiplicative form is dual mirror descent, Balseiro, Lu and Mirrokni 2020).
/// </summary>
/// <param name="fluid">Gives λ to begin with.</param>
/// <param name="meanValue">Mean value of an auction.</param>
/// <param name="step">η.</param>
public sealed class DualBidder(FluidBids fluid, double meanValue, double step) : IBidder
{
    private const double Widest = 5;
    private double _rate, _start, _drift;

    /// <inheritdoc/>
    public void Start(double budget, int auctions)
    {
        _rate = budget / auctions;
        (_start, _drift) = (fluid.Level(_rate) / meanValue, 0);
    }

    /// <inheritdoc/>
    public double Bid(double value) => fluid.BidFor(value * _start * Math.Exp(_drift));

    /// <inheritdoc/>
    public void Observe(double value, double bid, AuctionOutcome outcome)
    {
        if (_rate > 0)
        {
            _drift = Math.Clamp(_drift + (step * (_rate - outcome.Paid) / _rate), -Widest, Widest);
        }
    }
}
