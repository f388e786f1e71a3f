namespace Foresale.Decisions.Bidding;

/// <summary>
/// A budget that bids under way hold parts of: a bid reserves all that it may cost, a win turns the price into spending and gives back the rest, a loss
/// gives back everything. So bids that are answered at the same time can never spend more than there is. Used by many threads.
/// </summary>
/// <remarks>Money in units of a millionth, so that sums are exact.</remarks>
public sealed class BudgetLedger
{
    private const double Millionths = 1e6;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _reserved = new(StringComparer.Ordinal);
    private readonly long _budget;
    private long _spent;
    private long _held;

    /// <summary>Opens a budget.</summary>
    /// <param name="budget">&gt;= 0.</param>
    /// <param name="spent">What was paid of it already, &gt;= 0.</param>
    public BudgetLedger(double budget, double spent = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(budget);
        ArgumentOutOfRangeException.ThrowIfNegative(spent);
        (_budget, _spent) = (Floor(budget), -Floor(-spent));
    }

    /// <summary>What was paid.</summary>
    public double Spent => Read(() => _spent);

    /// <summary>What bids under way may cost.</summary>
    public double Held => Read(() => _held);

    /// <summary>What a new bid may cost at most.</summary>
    public double Free => Read(() => Math.Max(0, _budget - _spent - _held));

    /// <summary>What the bids under way leave to be spent if they are all lost.</summary>
    public double Left => Read(() => Math.Max(0, _budget - _spent));

    /// <summary>Reserves what a bid may cost.</summary>
    /// <param name="bidId">Names it in what follows; new.</param>
    /// <param name="bid">&gt; 0.</param>
    /// <returns>What is reserved, the bid or all that is free; 0 where nothing is.</returns>
    /// <exception cref="ArgumentException">There is a bid of that name.</exception>
    public double Reserve(string bidId, double bid)
    {
        ArgumentNullException.ThrowIfNull(bidId);
        lock (_lock)
        {
            var amount = Math.Min(Floor(bid), _budget - _spent - _held);
            if (amount <= 0)
            {
                return 0;
            }

            if (!_reserved.TryAdd(bidId, amount))
            {
                throw new ArgumentException($"There is a bid '{bidId}' already. Give each its own name.", nameof(bidId));
            }

            _held += amount;
            return amount / Millionths;
        }
    }

    /// <summary>Books a win.</summary>
    /// <param name="bidId">The bid.</param>
    /// <param name="paid">What it cost; never more than the bid is booked.</param>
    /// <returns>What was booked; null where there is no such bid under way: told twice, or never made.</returns>
    public double? Win(string bidId, double paid)
    {
        ArgumentNullException.ThrowIfNull(bidId);
        lock (_lock)
        {
            if (!_reserved.Remove(bidId, out var amount))
            {
                return null;
            }

            var cost = paid > 0 ? Math.Min(amount, (long)Math.Ceiling(Math.Min(paid * Millionths, amount) - 1e-6)) : 0;
            _held -= amount;
            _spent += cost;
            return cost / Millionths;
        }
    }

    /// <summary>Books what has to be paid though nothing is held for it any more: a win that was told too late. It may go beyond the budget, from which nothing is then free.</summary>
    public double Charge(double paid)
    {
        lock (_lock)
        {
            var cost = paid > 0 ? -Floor(-paid) : 0;
            _spent += cost;
            return cost / Millionths;
        }
    }

    /// <summary>Gives back what a lost bid held; false where there is no such bid under way.</summary>
    public bool Lose(string bidId)
    {
        ArgumentNullException.ThrowIfNull(bidId);
        lock (_lock)
        {
            var isThere = _reserved.Remove(bidId, out var amount);
            _held -= amount;
            return isThere;
        }
    }

    private static long Floor(double money) => (long)Math.Floor(Math.Clamp(money * Millionths, long.MinValue / 8d, long.MaxValue / 8d) + 1e-6);

    private double Read(Func<long> amount)
    {
        lock (_lock)
        {
            return amount() / Millionths;
        }
    }
}
