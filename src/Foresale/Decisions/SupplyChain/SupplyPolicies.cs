namespace Foresale.Decisions.SupplyChain;

/// <summary>Says what each stage orders.</summary>
public interface ISupplyPolicy
{
    /// <summary>A run begins: what was remembered of the last one is forgotten.</summary>
    void Reset()
    {
    }

    /// <summary>Orders of a period.</summary>
    /// <param name="system">As it is after demand was met.</param>
    /// <param name="orders">Units of each stage, &gt;= 0, to be filled.</param>
    void Order(SupplyChainSystem system, Span<double> orders);
}

/// <summary>Each stage orders the stock of its echelon up to a level: the best policy without fixed costs (Clark and Scarf 1960), where all stages see customers' demand.</summary>
/// <param name="levels">The stage next to the customers first.</param>
public sealed class EchelonBaseStock(IReadOnlyList<double> levels) : ISupplyPolicy
{
    /// <inheritdoc/>
    public void Order(SupplyChainSystem system, Span<double> orders)
    {
        ArgumentNullException.ThrowIfNull(system);
        for (var j = 0; j < orders.Length; j++)
        {
            orders[j] = Math.Max(0, levels[j] - system.EchelonPosition(j));
        }
    }
}

/// <summary>
/// Each stage orders its own stock, less what it owes, with what it awaits, up to a level. It needs to know nothing of others but their orders;
/// where these are seen at once, levels S_j - S_(j-1) do as well as echelon levels S_j (Axsäter and Rosling 1993).
/// </summary>
/// <param name="levels">The stage next to the customers first.</param>
public sealed class LocalBaseStock(IReadOnlyList<double> levels) : ISupplyPolicy
{
    /// <inheritdoc/>
    public void Order(SupplyChainSystem system, Span<double> orders)
    {
        ArgumentNullException.ThrowIfNull(system);
        for (var j = 0; j < orders.Length; j++)
        {
            var askedNow = j > 0 && system.SeesOrdersAtOnce(j) ? orders[j - 1] : 0;
            orders[j] = Math.Max(0, levels[j] - system[j].LocalPosition + askedNow);
        }
    }
}

/// <summary>How a person orders (Sterman 1989, "Modeling managerial behavior", equations 4-9).</summary>
/// <param name="Smoothing">θ: weight of the last demand in the expected one, 0..1; .36 on average in the paper's trials.</param>
/// <param name="StockShare">α: share of the gap in stock that is ordered, 0..1; .26 on average.</param>
/// <param name="PipelineShare">β: share of what is awaited that is thought of, 0..1; .34 on average.</param>
/// <param name="Target">S': stock and awaited units wished for; 17 on average.</param>
public readonly record struct StermanStage(double Smoothing, double StockShare, double PipelineShare, double Target);

/// <summary>O = max(0, L + α (S' - S - β SL)): the demand expected, and a share of the gap between the stock wished for and the one at hand and awaited.</summary>
/// <remarks>People think of too little of what they await (β &lt; 1), order it twice, and so make orders swing more the further up.</remarks>
public sealed class StermanRule(IReadOnlyList<StermanStage> stages, double startDemand) : ISupplyPolicy
{
    /// <summary>The average person of the paper's trials.</summary>
    public static StermanStage Typical { get; } = new(.36, .26, .34, 17);

    private readonly double[] _expected = [.. stages.Select(_ => startDemand)];

    /// <summary>How each stage orders.</summary>
    public IReadOnlyList<StermanStage> Stages => stages;

    /// <summary>The rule of numbers in a row, as a search moves them: θ, α, β and S' of each stage. What leaves 0..1 is brought back.</summary>
    /// <param name="numbers">Four a stage.</param>
    /// <param name="unit">Of S'.</param>
    /// <param name="startDemand">Demand expected at the start.</param>
    public static StermanRule Of(double[] numbers, double unit, double startDemand) =>
        new([.. numbers.Chunk(4).Select(x => new StermanStage(Math.Clamp(x[0], 0, 1), Math.Clamp(x[1], 0, 1), Math.Clamp(x[2], 0, 1), x[3] * unit))], startDemand);

    /// <inheritdoc/>
    public void Reset() => Array.Fill(_expected, startDemand);

    /// <summary>Expects what somebody does who was asked for these units, period by period, up to the one before the order.</summary>
    public void Remember(IEnumerable<double> asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        foreach (var units in asked)
        {
            for (var j = 0; j < _expected.Length; j++)
            {
                _expected[j] += stages[j].Smoothing * (units - _expected[j]);
            }
        }
    }

    /// <inheritdoc/>
    public void Order(SupplyChainSystem system, Span<double> orders)
    {
        ArgumentNullException.ThrowIfNull(system);
        for (var j = 0; j < orders.Length; j++)
        {
            var (stage, rule) = (system[j], stages[j]);
            _expected[j] += rule.Smoothing * (stage.Incoming - _expected[j]);
            var gap = rule.Target - (stage.Stock - stage.Backlog) - (rule.PipelineShare * (stage.InTransit + stage.Ordered));
            orders[j] = Math.Max(0, _expected[j] + (rule.StockShare * gap));
        }
    }
}
