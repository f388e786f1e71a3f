namespace Foresale.Decisions.SupplyChain;

/// <summary>What a stage can see of itself.</summary>
public interface IStageView
{
    /// <summary>Units in stock, &gt;= 0.</summary>
    double Stock { get; }

    /// <summary>Units it owes, &gt;= 0.</summary>
    double Backlog { get; }

    /// <summary>Units on the way to it.</summary>
    double InTransit { get; }

    /// <summary>Units it has ordered that were not yet sent.</summary>
    double Ordered { get; }

    /// <summary>Units asked of it in the period.</summary>
    double Incoming { get; }

    /// <summary>Stock less what it owes, and all that it awaits.</summary>
    double LocalPosition => Stock - Backlog + InTransit + Ordered;
}

/// <summary>The books of one stage.</summary>
internal sealed class StageState(SupplyStage stage) : IStageView
{
    private readonly double[] _goods = new double[stage.ShipmentTime]; // on the way to it: place 0 arrives next
    private readonly double[] _orders = new double[stage.OrderTime]; // on the way to its supplier: place 0 is read next

    public double Stock { get; set; }

    public double Backlog { get; private set; }

    public double InTransit { get; private set; }

    public double Ordered { get; private set; }

    public double Incoming { get; private set; }

    public void Reset(double stock, double flow)
    {
        (Stock, Backlog, Incoming) = (stock, 0, flow);
        Array.Fill(_goods, flow);
        Array.Fill(_orders, flow);
        (InTransit, Ordered) = (flow * _goods.Length, flow * _orders.Length);
    }

    public void Put(double stock, double backlog, double inTransit, double ordered, double asked)
    {
        (Stock, Backlog, InTransit, Ordered, Incoming) = (stock, backlog, inTransit, ordered, asked);
        Array.Fill(_goods, inTransit / _goods.Length);
        if (_orders.Length > 0)
        {
            Array.Fill(_orders, ordered / _orders.Length);
        }
    }

    /// <summary>A period begins: what is due arrives.</summary>
    public void Arrive()
    {
        var due = MoveOn(_goods);
        InTransit -= due;
        Stock += due;
    }

    /// <summary>The order that its supplier reads now.</summary>
    public double OrderDue() => MoveOn(_orders);

    /// <summary>Is asked for units.</summary>
    public void Read(double units)
    {
        Incoming = units;
        Backlog += units;
    }

    /// <summary>Sends what it owes, as far as its stock goes.</summary>
    public double Fill()
    {
        var sent = Math.Min(Stock, Backlog);
        (Stock, Backlog) = (Stock - sent, Backlog - sent);
        return sent;
    }

    /// <summary>Its supplier has sent units.</summary>
    public void Ship(double units)
    {
        Ordered -= units;
        InTransit += units;
        _goods[^1] += units;
    }

    /// <summary>Orders.</summary>
    public void Place(double units)
    {
        Ordered += units;
        if (_orders.Length > 0)
        {
            _orders[^1] += units;
        }
    }

    private static double MoveOn(double[] places)
    {
        var first = places[0];
        places.AsSpan(1).CopyTo(places);
        places[^1] = 0;
        return first;
    }
}
