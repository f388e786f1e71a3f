namespace Foresale.Server.Alarms;

/// <summary>Share of events that could not be used, each weighing half after a thousand more. Not safe for several threads.</summary>
internal sealed class RejectedShare
{
    private const double HalfLife = 1_000, FewestEvents = 100;
    private double _events, _rejected;

    /// <summary>The share, 0..1; 0 while too few came.</summary>
    public double Share => _events < FewestEvents ? 0 : _rejected / _events;

    /// <summary>A request was read.</summary>
    /// <param name="events">Events in it, rejected ones too.</param>
    /// <param name="rejected">Those that could not be used.</param>
    public void Add(int events, int rejected)
    {
        var kept = double.Exp2(-events / HalfLife);
        (_events, _rejected) = ((_events * kept) + events, (_rejected * kept) + rejected);
    }
}
