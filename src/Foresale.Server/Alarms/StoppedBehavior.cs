namespace Foresale.Server.Alarms;

/// <summary>
/// Whether a behavior has stopped while views go on: a tag that broke. The clock is that of views, so a quiet night passes no time. Not safe for several threads.
/// </summary>
/// <remarks>
/// Gaps are the views between two events of the behavior, n of them with V views in all, older ones weighing less. With gaps drawn at a rate that the shop's own n and V are all
/// that is known of, the chance of v views without one more is (1 + v / V)^-n (a gamma-mixed Poisson count, that is, a negative binomial one), so a new shop, whose n is small, has no
/// alarm. Shops are burstier than Poisson; with phi = var(gap) / mean(gap)^2, at least 1, the behavior comes in clumps of phi, and n / phi takes the place of n.
/// A shopper counts for 20 views of a gap at the most, so that a robot which reads the whole shop does not make it look broken.
/// </remarks>
/// <param name="halfLifeDays">Days after which a gap weighs half.</param>
internal sealed class StoppedBehavior(double halfLifeDays)
{
    private const int MostViewsOfShopper = 20, MostShoppers = 100_000;
    private const double FewestGaps = 10; // below, phi is not known

    private readonly Dictionary<int, int> _viewsOf = []; // of this gap, by a hash: a name would outlive an erasure
    private double _gaps, _views, _squares;
    private long _atMs;

    /// <summary>Views since the behavior's last event.</summary>
    public long Since { get; private set; }

    /// <summary>Events of the behavior that the shop's rate makes likely in so many views.</summary>
    public double Expected => _views > 0 ? Since * _gaps / _views : 0;

    /// <summary>-ln of the chance that none came; 0 while too little is known.</summary>
    public double Surprise
    {
        get
        {
            if (_gaps < FewestGaps || _views <= 0)
            {
                return 0;
            }

            var clump = Math.Max(1, (_squares * _gaps / (_views * _views)) - 1);
            return _gaps / clump * Math.Log(1 + (Since / _views));
        }
    }

    /// <summary>Somebody viewed something.</summary>
    public void View(string userId)
    {
        var shopper = userId.GetHashCode(StringComparison.Ordinal);
        var views = _viewsOf.GetValueOrDefault(shopper);
        if (views < MostViewsOfShopper)
        {
            Since++;
            if (views > 0 || _viewsOf.Count < MostShoppers)
            {
                _viewsOf[shopper] = views + 1;
            }
        }
    }

    /// <summary>The behavior came: its gap is over.</summary>
    /// <param name="atMs">When, Unix milliseconds.</param>
    /// <param name="isLearnt">False where it had stopped: an outage says nothing of the rate.</param>
    public void Came(long atMs, bool isLearnt)
    {
        if (Since > 0 && isLearnt) // with no view between, it is one event: the lines of an order
        {
            var kept = _atMs == 0 ? 1 : double.Exp2(-Math.Max(0, atMs - _atMs) / (halfLifeDays * 86_400_000));
            (_gaps, _views, _squares) = ((_gaps * kept) + 1, (_views * kept) + Since, (_squares * kept) + ((double)Since * Since));
            _atMs = Math.Max(_atMs, atMs);
        }

        Since = 0;
        _viewsOf.Clear();
    }

    /// <summary>What it learnt; no shopper's name is in it.</summary>
    public Memory Keep() => new(_gaps, _views, _squares, Since, _atMs);

    /// <summary>Goes on from what it learnt.</summary>
    public void Remember(Memory memory) => (_gaps, _views, _squares, Since, _atMs) = (memory.Gaps, memory.Views, memory.Squares, memory.Since, memory.AtMs);

    /// <summary>What it learnt, for a file.</summary>
    public sealed record Memory(double Gaps, double Views, double Squares, long Since, long AtMs);
}
