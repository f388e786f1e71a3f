namespace Foresale.Decisions.SupplyChain;

/// <summary>What every stage holds, owes and awaits, period by period. Stages are numbered from the customers up.</summary>
public sealed class SupplyChainSystem
{
    private readonly SupplyChainProblem _problem;
    private readonly StageState[] _stages;
    private Func<double> _demand;
    private int _period;

    /// <summary>Starts as the problem says.</summary>
    /// <param name="problem">The chain.</param>
    /// <param name="random">Draws demand.</param>
    public SupplyChainSystem(SupplyChainProblem problem, Random random)
    {
        ArgumentNullException.ThrowIfNull(problem);
        _problem = problem.Checked();
        _stages = [.. problem.Stages.Select(s => new StageState(s))];
        _demand = problem.Demand(random);
        Reset(random);
    }

    /// <summary>Number of stages.</summary>
    public int Count => _stages.Length;

    /// <summary>What a stage knows of itself.</summary>
    public IStageView this[int stage] => _stages[stage];

    /// <summary>Customers' demand of the period that is under way.</summary>
    public double LastDemand { get; private set; }

    /// <summary>True where a stage reads the orders of the one below in the period in which they are placed.</summary>
    public bool SeesOrdersAtOnce(int stage) => stage > 0 && _problem.Stages[stage - 1].OrderTime == 0;

    /// <summary>Starts anew.</summary>
    /// <param name="random">Draws demand.</param>
    public void Reset(Random random)
    {
        (_period, LastDemand, _demand) = (0, _problem.StartFlow, _problem.Demand(random));
        foreach (var stage in _stages)
        {
            stage.Reset(_problem.StartStock, _problem.StartFlow);
        }
    }

    /// <summary>Starts anew with a stock of its own for each stage.</summary>
    public void Reset(Random random, IReadOnlyList<double> stock)
    {
        ArgumentNullException.ThrowIfNull(stock);
        Reset(random);
        for (var j = 0; j < _stages.Length; j++)
        {
            _stages[j].Stock = stock[j];
        }
    }

    /// <summary>Puts a stage into a state of one's own, to be asked what it should order; what is on the way to it is spread evenly.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="stock">Units in stock.</param>
    /// <param name="backlog">Units owed.</param>
    /// <param name="inTransit">Units on the way to it.</param>
    /// <param name="ordered">Units ordered that were not yet sent.</param>
    /// <param name="asked">Units asked of it last; of stage 0 the customers' demand.</param>
    public void Put(int stage, double stock, double backlog, double inTransit, double ordered, double asked)
    {
        _stages[stage].Put(stock, backlog, inTransit, ordered, asked);
        LastDemand = stage == 0 ? asked : LastDemand;
    }

    /// <summary>Stock of an echelon: of the stage and all below, on the way there, and ordered by the stage; less what customers wait for.</summary>
    public double EchelonPosition(int stage)
    {
        var sum = _stages[stage].Ordered - _stages[0].Backlog;
        for (var j = 0; j <= stage; j++)
        {
            sum += _stages[j].Stock + _stages[j].InTransit;
        }

        return sum;
    }

    /// <summary>First half of a period: goods arrive, demand and orders are read, what is owed is sent, costs are charged.</summary>
    /// <returns>Cost of each stage.</returns>
    public double[] Demand()
    {
        foreach (var stage in _stages)
        {
            stage.Arrive();
        }

        LastDemand = Math.Max(0, _demand());
        _period++;
        _stages[0].Read(LastDemand);
        Send(0);
        for (var j = 0; j < _stages.Length; j++)
        {
            if (_problem.Stages[j].OrderTime > 0)
            {
                Deliver(j, _stages[j].OrderDue());
            }
        }

        var costs = new double[_stages.Length];
        for (var j = 0; j < _stages.Length; j++)
        {
            var onTheWay = _problem.ChargesTransit && j > 0 ? _stages[j - 1].InTransit : 0;
            costs[j] = (_problem.Stages[j].HoldingCost * (_stages[j].Stock + onTheWay)) + (_problem.Stages[j].BacklogCost * _stages[j].Backlog);
        }

        return costs;
    }

    /// <summary>Second half: each stage orders.</summary>
    /// <param name="orders">Units of each, &gt;= 0; in guided periods, what has to be ordered is written into it.</param>
    public void Order(Span<double> orders)
    {
        if (_period <= _problem.GuidedPeriods)
        {
            orders.Fill(_problem.StartFlow);
        }

        for (var j = 0; j < _stages.Length; j++)
        {
            _stages[j].Place(orders[j]);
            if (_problem.Stages[j].OrderTime == 0)
            {
                Deliver(j, orders[j]);
            }
        }
    }

    // An order of a stage reaches its supplier, who sends what it can.
    private void Deliver(int stage, double order)
    {
        if (stage == _stages.Length - 1)
        {
            _stages[stage].Ship(order); // made or bought: there is always enough
            return;
        }

        _stages[stage + 1].Read(order);
        Send(stage + 1);
    }

    private void Send(int stage)
    {
        var sent = _stages[stage].Fill();
        if (stage > 0)
        {
            _stages[stage - 1].Ship(sent);
        }
    }
}
