namespace Foresale.Decisions.Nudges;

/// <summary>What a shop can know of a session that is still going on.</summary>
/// <param name="Counts">[4] how often each behavior occurred; their sum is the number of events, t.</param>
/// <param name="Kinds">[4] P(kind | session).</param>
/// <param name="Intent">Probability of an order in the rest of the session without an offer.</param>
/// <param name="OfferValue">What the rest earns on average when the offer is made now.</param>
public sealed record SessionView(IReadOnlyList<int> Counts, IReadOnlyList<double> Kinds, double Intent, double OfferValue)
{
    /// <summary>t, from 1.</summary>
    public int Events => Counts.Sum();

    /// <summary>What a policy sees: t / T, the four counts / T, intent.</summary>
    /// <param name="maxEvents">T.</param>
    public float[] Observation(int maxEvents) => [(float)Events / maxEvents, .. Counts.Select(c => (float)c / maxEvents), (float)Intent];
}

/// <summary>
/// All that a shop can know in a planted process: one entry for each way in which events can be counted (1,000 for ten events of four behaviors).
/// Values of rules, and the best rule, follow by going backwards over them:
/// W(n) = sum_k P(k | n) (buys_k + stays_k sum_b behaviors_kb V(n + b)), V(n) = offer value where the rule offers, else W(n); best: the larger.
/// </summary>
public sealed class TimingTable
{
    private readonly SessionProcess _process;
    private readonly Dictionary<int, SessionView> _views = [];
    private readonly List<int>[] _byEvents;

    /// <summary>Counts all ways.</summary>
    public TimingTable(SessionProcess process)
    {
        ArgumentNullException.ThrowIfNull(process);
        _process = process;
        _byEvents = [.. Enumerable.Range(0, process.MaxEvents + 1).Select(_ => new List<int>())];
        for (var a = 0; a <= process.MaxEvents; a++)
        {
            for (var b = 0; a + b <= process.MaxEvents; b++)
            {
                for (var c = 0; a + b + c <= process.MaxEvents; c++)
                {
                    for (var d = a + b + c == 0 ? 1 : 0; a + b + c + d <= process.MaxEvents; d++)
                    {
                        Add([a, b, c, d]);
                    }
                }
            }
        }
    }

    /// <summary>Everything that can be known, by number of events.</summary>
    public IEnumerable<SessionView> Views => _byEvents.SelectMany(keys => keys).Select(k => _views[k]);

    /// <summary>What is known after these counts.</summary>
    public SessionView Of(IReadOnlyList<int> counts) => _views[Key(counts)];

    /// <summary>What a session earns on average under a rule, exactly.</summary>
    public double Value(Func<SessionView, bool> offers)
    {
        ArgumentNullException.ThrowIfNull(offers);
        return Backwards((view, wait) => offers(view) ? view.OfferValue : wait);
    }

    /// <summary>What a session earns under the best rule that sees no kind.</summary>
    public double Optimum() => Backwards((view, wait) => Math.Max(view.OfferValue, wait));

    /// <summary>The best rule; it offers only where that is better by more than rounding.</summary>
    public Func<SessionView, bool> BestRule()
    {
        var offers = new HashSet<int>();
        Backwards((view, wait) =>
        {
            if (view.OfferValue <= wait + 1e-12)
            {
                return wait;
            }

            offers.Add(Key(view.Counts));
            return view.OfferValue;
        });
        return view => offers.Contains(Key(view.Counts));
    }

    private double Backwards(Func<SessionView, double, double> decide)
    {
        var values = new Dictionary<int, double>();
        for (var t = _process.MaxEvents; t >= 1; t--)
        {
            foreach (var key in _byEvents[t])
            {
                values[key] = decide(_views[key], Wait(_views[key], values));
            }
        }

        return Next([.. _process.Kinds.Select(k => k.Share)], 0, values);
    }

    private double Wait(SessionView view, Dictionary<int, double> values)
    {
        var (earned, stay) = (0.0, new double[view.Kinds.Count]);
        for (var k = 0; k < stay.Length; k++)
        {
            var kind = _process.Kinds[k];
            earned += view.Kinds[k] * kind.Buys;
            stay[k] = view.Kinds[k] * (1 - kind.Buys - kind.Leaves);
        }

        return view.Events == _process.MaxEvents ? earned : earned + Next(stay, Key(view.Counts), values);
    }

    // Mean value after one more event, the kinds weighing so much.
    private double Next(double[] weights, int key, Dictionary<int, double> values)
    {
        var sum = 0.0;
        for (var b = 0; b < SessionProcess.BehaviorNames.Count; b++)
        {
            var probability = weights.Select((w, k) => w * _process.Kinds[k].Behaviors[b]).Sum();
            sum += probability * values[key + Place(b)];
        }

        return sum;
    }

    private void Add(int[] counts)
    {
        var events = counts.Sum();
        var weights = _process.Kinds.Select(kind => kind.Share * Math.Pow(1 - kind.Buys - kind.Leaves, events - 1) * counts.Select((n, b) => Math.Pow(kind.Behaviors[b], n)).Aggregate(1.0, (p, q) => p * q)).ToArray();
        var total = weights.Sum();

        // Where no kind behaves so, nothing follows from it: no session comes here, and its value counts with probability 0.
        double[] kinds = [.. weights.Select((w, k) => total > 0 ? w / total : _process.Kinds[k].Share)];
        var left = _process.MaxEvents - events + 1;
        _views[Key(counts)] = new SessionView(
            counts,
            kinds,
            kinds.Select((p, k) => p * _process.Kinds[k].BuysWithin(left, offered: false)).Sum(),
            kinds.Select((p, k) => p * _process.OfferedValue(k, events)).Sum());
        _byEvents[events].Add(Key(counts));
    }

    private int Key(IReadOnlyList<int> counts) => counts.Select((n, b) => n * Place(b)).Sum();

    private int Place(int behavior) => (int)Math.Pow(_process.MaxEvents + 1, behavior);
}
