using Foresale.Environments;

namespace Foresale.Decisions.Inventory;

/// <summary>A learned policy's orders in whole units. A state that came once is remembered: a policy is asked once a state.</summary>
/// <param name="policy">Reads and gives what <see cref="InventoryEnvironment"/> does.</param>
/// <param name="problem">The item.</param>
/// <param name="most">Most units of an order.</param>
/// <remarks>Used by one thread.</remarks>
public sealed class LearnedOrders(IPolicy policy, InventoryProblem problem, int most)
{
    private readonly Dictionary<string, int> _orders = new(StringComparer.Ordinal);
    private readonly float[] _state = new float[Math.Max(1, problem.LeadTime)];
    private readonly float[] _action = new float[1];
    private readonly char[] _key = new char[Math.Max(1, problem.LeadTime)];
    private readonly int _bound = problem.PositionBound;

    /// <summary>Units to order.</summary>
    public int OrderFor(InventorySystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        _key[0] = (char)(ushort)system.Stock;
        for (var i = 0; i < system.Pipeline.Length; i++)
        {
            _key[i + 1] = (char)(ushort)system.Pipeline[i];
        }

        if (!_orders.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(_key, out var order))
        {
            InventoryEnvironment.Observe(problem, system, _state);
            policy.Act(_state, _action);
            _orders[new string(_key)] = order = InventoryEnvironment.OrderOf(Math.Min(_action[0], most), system.Position, _bound);
        }

        return order;
    }
}
