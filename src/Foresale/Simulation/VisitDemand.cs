namespace Foresale.Simulation;

/// <summary>Purchases that a visit is expected to bring, for one type and context, summed over all that may happen in it.</summary>
/// <param name="Fresh">[6] of items that were newly chosen in the visit, by their cell.</param>
/// <param name="Remembered">Of the remembered item.</param>
/// <param name="Repeats">[6] share of new choices in a cell that are made with a newly chosen item of the same cell in focus.</param>
internal sealed record VisitDemand(double[] Fresh, double Remembered, double[] Repeats)
{
    private const double Negligible = 1e-7; // of a visit's mass

    /// <summary>Follows the mass of a session forward until nearly all of it has left.</summary>
    public static VisitDemand Solve(ShopperType type, SessionContext context)
    {
        var walk = new Walk(type, context);
        walk.Run();
        var repeats = new double[6];
        for (var cell = 0; cell < 6; cell++)
        {
            repeats[cell] = walk.Chosen[cell] > 0 ? walk.Again[cell] / walk.Chosen[cell] : 0;
        }

        return new VisitDemand(walk.Fresh, walk.Remembered, repeats);
    }

    /// <summary>Mean of several, by weights that add up to 1.</summary>
    public static VisitDemand Mean(IReadOnlyCollection<(double Weight, VisitDemand Demand)> parts)
    {
        double[] Sum(Func<VisitDemand, double[]> values) => [.. Enumerable.Range(0, 6).Select(cell => parts.Sum(p => p.Weight * values(p.Demand)[cell]))];
        return new VisitDemand(Sum(d => d.Fresh), parts.Sum(p => p.Weight * p.Demand.Remembered), Sum(d => d.Repeats));
    }

    private sealed class Walk(ShopperType type, SessionContext context)
    {
        private readonly int _familiar = context.Memory == SessionContext.NoMemory ? SessionState.NoFocus : (context.Memory * 2) + 1;
        private double[] _mass = new double[SessionState.PerLength]; // all states of a step have one length
        private double[] _next = new double[SessionState.PerLength];

        public double[] Fresh { get; } = new double[6];

        public double[] Chosen { get; } = new double[6];

        public double[] Again { get; } = new double[6];

        public double Remembered { get; private set; }

        public void Run()
        {
            for (var behavior = 0; behavior < 5; behavior++)
            {
                Spread(type.First[behavior], behavior, before: null);
            }

            Span<double> chances = stackalloc double[ShopWords.Outcomes];
            for (var length = 0; Turn() > Negligible; length = Math.Min(length + 1, SessionState.Lengths - 1))
            {
                for (var place = 0; place < _mass.Length; place++)
                {
                    if (_mass[place] == 0)
                    {
                        continue;
                    }

                    var state = new SessionState(place / (9 * 26), place / 78 % 3, place / 26 % 3, length, place / 2 % 13, place % 2);
                    type.Next(state, context.Setting, chances);
                    for (var behavior = 0; behavior < 5; behavior++)
                    {
                        Spread(_mass[place] * chances[behavior], behavior, state);
                    }
                }
            }
        }

        private double Turn()
        {
            (_mass, _next) = (_next, _mass);
            Array.Clear(_next);
            return _mass.Sum();
        }

        // Where the mass goes that does a behavior: it keeps the item, returns to the remembered one or takes a new one.
        private void Spread(double mass, int behavior, SessionState? before)
        {
            if (mass <= 0)
            {
                return;
            }

            var focus = before?.Focus ?? SessionState.NoFocus;
            if (behavior == 1)
            {
                Add(mass, behavior, before, focus, stayed: 0);
                return;
            }

            var (stay, back, fresh) = type.Moves(behavior, focus, context.Memory);
            Add(mass * stay, behavior, before, focus, stayed: 1);
            Add(mass * back, behavior, before, _familiar, stayed: 0);
            for (var cell = 0; cell < 6; cell++)
            {
                var chosen = mass * fresh * type.Cell[cell];
                Chosen[cell] += chosen;
                Again[cell] += focus == cell * 2 ? chosen : 0;
                Add(chosen, behavior, before, cell * 2, stayed: 0);
            }
        }

        private void Add(double mass, int behavior, SessionState? before, int focus, int stayed)
        {
            if (mass <= 0)
            {
                return;
            }

            if (behavior == 4 && focus % 2 == 1)
            {
                Remembered += mass;
            }
            else if (behavior == 4)
            {
                Fresh[focus / 2] += mass;
            }

            var after = before?.After(behavior, focus, stayed) ?? SessionState.First(behavior, focus);
            _next[after.Index % SessionState.PerLength] += mass;
        }
    }
}
