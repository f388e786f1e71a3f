using System.Runtime.InteropServices;
using Foresale.Environments;

namespace Foresale.Decisions.Inventory;

/// <summary>A learned policy's orders in whole units. States that came lately are remembered, so that a policy is asked about once a state.</summary>
/// <param name="policy">Reads and gives what <see cref="InventoryEnvironment"/> does.</param>
/// <param name="problem">The item.</param>
/// <param name="most">Most units of an order.</param>
/// <remarks>Used by one thread.</remarks>
public sealed class LearnedOrders(IPolicy policy, InventoryProblem problem, int most)
{
    /// <summary>States that are remembered at most; then all are forgotten, and remembering begins anew.</summary>
    internal const int MostStates = 100_000;

    private readonly Dictionary<string, int> _orders = new(StringComparer.Ordinal); // keys: the stock and each order under way, whole, two characters a number
    private readonly float[] _state = new float[Math.Max(1, problem.LeadTime)];
    private readonly float[] _action = new float[1];
    private readonly int[] _key = new int[Math.Max(1, problem.LeadTime)];
    private readonly int _bound = problem.PositionBound;

    /// <summary>States that are remembered now.</summary>
    internal int Remembered => _orders.Count;

    /// <summary>Units to order.</summary>
    public int OrderFor(InventorySystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        _key[0] = system.Stock;
        system.Pipeline.CopyTo(_key.AsSpan(1));
        var key = MemoryMarshal.Cast<int, char>(_key);
        if (!_orders.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var order))
        {
            InventoryEnvironment.Observe(problem, system, _state);
            policy.Act(_state, _action);
            if (_orders.Count == MostStates)
            {
                _orders.Clear();
            }

            _orders[new string(key)] = order = InventoryEnvironment.OrderOf(Math.Min(_action[0], most), system.Position, _bound);
        }

        return order;
    }
}
