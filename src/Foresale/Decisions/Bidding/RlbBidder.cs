using System.Numerics;
using System.Runtime.InteropServices;
using Foresale.Events;

namespace Foresale.Decisions.Bidding;

/// <summary>
/// The value of a budget, by value iteration over auctions left t and budget left b (RLB; Cai et al. 2017): an auction of mean value θ̄ and price law m,
/// V(t, b) = V(t-1, b) + sum over δ &lt;= a of m(δ) (θ̄ + V(t-1, b-δ) - V(t-1, b)), a being the highest bid whose last term is not negative.
/// </summary>
/// <remarks>
/// Second price; budgets and prices in whole units of the price law. Kept are the differences D(t, b) = V(t, b+1) - V(t, b), 4 bytes each: all that a
/// bid needs. One table serves every budget up to its largest.
/// </remarks>
public sealed class BudgetValues
{
    private const long MostCells = 400_000_000;
    private readonly float[] _differences;
    private readonly double[] _reversed;
    private readonly double[] _cumulated;

    /// <summary>Solves.</summary>
    /// <param name="prices">m.</param>
    /// <param name="meanValue">θ̄.</param>
    /// <param name="auctions">N: t runs from 0 to N - 1, what is left after the auction at hand.</param>
    /// <param name="largestBudget">Largest budget.</param>
    /// <param name="cancellationToken">Looked at once an auction.</param>
    /// <exception cref="UserFaultException">Auctions times units of budget are too many for a table.</exception>
    public BudgetValues(PriceLaw prices, double meanValue, int auctions, double largestBudget, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prices);
        ArgumentOutOfRangeException.ThrowIfLessThan(auctions, 1);
        (Prices, Auctions) = (prices, auctions);
        var cells = Math.Ceiling(largestBudget / prices.Unit);
        if (!Fits(prices, auctions, largestBudget))
        {
            throw new UserFaultException("RLB", FormattableString.Invariant($"{auctions} auctions times {cells} units of budget are more than a table can hold."), "Give shorter episodes, or leave RLB out.");
        }

        Cells = (int)cells + 1;
        _differences = new float[(long)auctions * Cells];
        _reversed = [.. prices.Probability.Reverse()];
        _cumulated = new double[_reversed.Length];
        var sum = 0d;
        for (var i = 0; i < _cumulated.Length; i++)
        {
            _cumulated[i] = sum += prices.Probability[i];
        }

        var (value, next) = (new double[Cells + 1], new double[Cells + 1]);
        for (var t = 1; t < auctions; t++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Iterate(value, next, meanValue);
            (value, next) = (next, value);
            var row = _differences.AsSpan(t * Cells, Cells);
            for (var b = 0; b < row.Length; b++)
            {
                row[b] = (float)(value[b + 1] - value[b]);
            }
        }
    }

    /// <summary>m.</summary>
    public PriceLaw Prices { get; }

    /// <summary>N.</summary>
    public int Auctions { get; }

    /// <summary>Units of budget that the table knows.</summary>
    public int Cells { get; }

    /// <summary>True where the table is not too large.</summary>
    public static bool Fits(PriceLaw prices, int auctions, double largestBudget)
    {
        ArgumentNullException.ThrowIfNull(prices);
        return auctions * (Math.Ceiling(largestBudget / prices.Unit) + 1) <= MostCells;
    }

    /// <summary>The highest bid that is worth its price: value + V(t, b - bid) - V(t, b) &gt;= 0.</summary>
    /// <param name="value">What winning is worth.</param>
    /// <param name="left">Auctions after this one.</param>
    /// <param name="budget">Budget left.</param>
    public double Bid(double value, int left, double budget)
    {
        var cells = (int)Math.Min(Math.Floor(budget / Prices.Unit), Cells);
        var row = _differences.AsSpan(Math.Clamp(left, 0, Auctions - 1) * Cells, Cells);
        var most = Math.Min(cells, _reversed.Length - 1);
        for (var bid = 0; bid < most; bid++)
        {
            value -= row[cells - bid - 1];
            if (value < 0)
            {
                return bid * Prices.Unit;
            }
        }

        return most == cells ? budget : most * Prices.Unit;
    }

    private void Iterate(double[] value, double[] next, double meanValue)
    {
        var highest = _reversed.Length - 1;
        var low = 0;
        for (var b = 0; b <= Cells; b++)
        {
            while (value[b] - value[low] > meanValue)
            {
                low++; // V is concave in b: the cheapest budget that is still worth falling to only rises
            }

            var bid = Math.Min(b - low, highest);
            var won = _cumulated[bid];
            next[b] = (value[b] * (1 - won)) + (meanValue * won) + Dot(_reversed.AsSpan(highest - bid, bid + 1), value.AsSpan(b - bid, bid + 1));
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var va = MemoryMarshal.Cast<double, Vector<double>>(a);
        var vb = MemoryMarshal.Cast<double, Vector<double>>(b);
        var sums = Vector<double>.Zero;
        for (var i = 0; i < va.Length; i++)
        {
            sums += va[i] * vb[i];
        }

        var sum = Vector.Sum(sums);
        for (var i = va.Length * Vector<double>.Count; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}

/// <summary>Bids by <see cref="BudgetValues"/>.</summary>
/// <param name="values">The table.</param>
public sealed class RlbBidder(BudgetValues values) : IBidder
{
    private double _left;
    private int _auctions;

    /// <inheritdoc/>
    public void Start(double budget, int auctions) => (_left, _auctions) = (budget, auctions);

    /// <inheritdoc/>
    public double Bid(double value) => values.Bid(value, _auctions - 1, _left);

    /// <inheritdoc/>
    public void Observe(double value, double bid, AuctionOutcome outcome)
    {
        _left -= outcome.Paid;
        _auctions--;
    }
}
