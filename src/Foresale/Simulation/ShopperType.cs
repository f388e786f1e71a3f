namespace Foresale.Simulation;

/// <summary>A hidden type with its chances as arrays. Only products of these enter generation and filter alike.</summary>
internal sealed class ShopperType
{
    /// <summary>Longest gap inside a session: well below the 30 minutes that part sessions.</summary>
    public const double MaxGapSeconds = 600;

    /// <summary>Pause after a purchase before anything else: purchases of a user within 60 s would count as one order.</summary>
    public const double PauseAfterPurchaseSeconds = 61;

    private readonly double[][] _next;         // [last] -> [outcome]
    private readonly double[][] _carts;        // [0..2] -> [outcome], and so on below
    private readonly double[][] _engaged;
    private readonly double[][] _stayed;
    private readonly double[][] _focus;
    private readonly double[][] _length;
    private readonly double[][] _setting;
    private readonly double[][] _moves;        // [behavior] -> stay, return, new
    private readonly double[] _logGap;
    private readonly double[] _gapMass;

    public ShopperType(ShopFile file, TypeSection section, ShopCatalogue catalogue)
    {
        Section = section;
        double Shift(string effect, int outcome)
        {
            var shifts = section.Effects.TryGetValue(effect, out var own) ? own : file.Effects.GetValueOrDefault(effect);
            return shifts is not null && shifts.TryGetValue(ShopWords.OutcomeWords[outcome], out var shift) ? shift : 0;
        }

        double[] Factors(params string[] effects) => [.. Enumerable.Range(0, ShopWords.Outcomes).Select(o => Math.Exp(effects.Sum(e => Shift(e, o))))];

        _next = [.. ShopWords.Actions.Select(from => ShopWords.OutcomeWords.Select(to => section.Next[from][to]).ToArray())];
        _carts = [Factors(), Factors("carts1"), Factors("carts2")];
        _engaged = [Factors(), Factors("engaged1"), Factors("engaged2")];
        _stayed = [Factors(), Factors("stayed")];
        _focus = [.. Enumerable.Range(0, SessionState.NoFocus).Select(f => Factors(EffectsOfFocus(f))), Factors()];
        _length = [.. Enumerable.Range(0, SessionState.Lengths).Select(n => Enumerable.Range(0, ShopWords.Outcomes).Select(o => Math.Exp((n + 1) * Shift("eachEvent", o))).ToArray())];
        _setting = [.. Enumerable.Range(0, 12).Select(s => Factors([.. EffectsOfSetting(s)]))];
        _moves = [.. ShopWords.Actions.Select(b => section.Moves.TryGetValue(b, out var moves) ? ShopWords.MoveWords.Select(m => moves[m]).ToArray() : [1.0, 0, 0])];
        _logGap = [.. ShopWords.Actions.Select(b => Math.Log(section.GapSeconds[b]))];
        _gapMass = [.. _logGap.Select(mu => MathNet.Numerics.Distributions.Normal.CDF(0, 1, (Math.Log(MaxGapSeconds) - mu) / section.GapSpread))];
        First = [.. ShopWords.Actions.Select(b => section.First[b])];
        Category = [.. catalogue.CategoryNames.Select(c => section.Categories[c])];
        Band = [.. Enumerable.Range(0, catalogue.CategoryNames.Length).Select(c => BandsOf(catalogue, c, section))];
        Cell = new double[6];
        for (var category = 0; category < Category.Length; category++)
        {
            for (var band = 0; band < 3; band++)
            {
                Cell[band * 2 + (catalogue.Considered[category] ? 1 : 0)] += Category[category] * Band[category][band];
            }
        }
    }

    public TypeSection Section { get; }

    /// <summary>First behavior of a session, [5].</summary>
    public double[] First { get; }

    /// <summary>Category of a new item or a search, [categories].</summary>
    public double[] Category { get; }

    /// <summary>Price band of a new item, given its category, [categories][3].</summary>
    public double[][] Band { get; }

    /// <summary>Cell of a new item: <see cref="Category"/> and <see cref="Band"/> summed over what steps do not look at, [6].</summary>
    public double[] Cell { get; }

    /// <summary>Chance of a visit on a day.</summary>
    public double Visit(bool weekend) => Math.Min(0.95, Section.VisitsPerDay * (weekend ? Section.WeekendVisits : 1));

    /// <summary>Chances of the six outcomes of a step: base times factors, brought to one.</summary>
    /// <param name="state">The session's state.</param>
    /// <param name="setting"><see cref="SessionContext.Setting"/>.</param>
    /// <param name="chances">[6]: five actions and leave.</param>
    public void Next(in SessionState state, int setting, Span<double> chances)
    {
        double[] a = _next[state.Last], b = _carts[state.Carts], c = _engaged[state.Engaged], d = _stayed[state.Stayed];
        double[] e = _focus[state.Focus], f = _length[state.Length], g = _setting[setting];
        var total = 0.0;
        for (var o = 0; o < ShopWords.Outcomes; o++)
        {
            total += chances[o] = a[o] * b[o] * c[o] * d[o] * e[o] * f[o] * g[o];
        }

        for (var o = 0; o < ShopWords.Outcomes; o++)
        {
            chances[o] /= total;
        }
    }

    /// <summary>Which item an event is about: stay, return to the remembered one, or a new one. What is impossible goes to what is nearest.</summary>
    public (double Stay, double Return, double New) Moves(int behavior, int focus, int memory)
    {
        var (stay, back, fresh) = (_moves[behavior][0], _moves[behavior][1], _moves[behavior][2]);
        if (focus != SessionState.NoFocus && focus % 2 == 1)
        {
            return (stay + back, 0, fresh); // in focus already: to return is to stay
        }

        if (memory == SessionContext.NoMemory)
        {
            (back, fresh) = (0, fresh + back);
        }

        return focus == SessionState.NoFocus ? (0, back, fresh + stay) : (stay, back, fresh);
    }

    /// <summary>Density of a gap before an event of a behavior, up to a factor that no type changes.</summary>
    public double GapDensity(int behavior, double seconds)
    {
        var z = (Math.Log(seconds) - _logGap[behavior]) / Section.GapSpread;
        return Math.Exp(-0.5 * z * z) / (Section.GapSpread * _gapMass[behavior]);
    }

    /// <summary>Draws a gap in whole milliseconds, at least one and at most <see cref="MaxGapSeconds"/>.</summary>
    public long DrawGapMs(int behavior, Random random)
    {
        while (true)
        {
            var seconds = Math.Exp(_logGap[behavior] + Section.GapSpread * ShopCatalogue.Normal(random));
            if (seconds <= MaxGapSeconds)
            {
                return Math.Max(1, (long)Math.Round(seconds * 1000));
            }
        }
    }

    private static double[] BandsOf(ShopCatalogue catalogue, int category, TypeSection section)
    {
        double[] bands = [.. Enumerable.Range(0, 3).Select(b => catalogue.HasBand(category, b) ? section.Bands[ShopWords.Bands[b]] : 0)];
        var total = bands.Sum();
        return [.. bands.Select(b => b / total)];
    }

    private static string[] EffectsOfFocus(int focus)
    {
        var cell = focus / 2;
        var effects = new List<string>();
        if (focus % 2 == 1)
        {
            effects.Add("familiar");
        }

        if (cell / 2 != 1)
        {
            effects.Add(cell / 2 == 0 ? "bandLow" : "bandHigh");
        }

        if (cell % 2 == 1)
        {
            effects.Add("considered");
        }

        return [.. effects];
    }

    private static IEnumerable<string> EffectsOfSetting(int setting)
    {
        if (setting / 6 == 1)
        {
            yield return "weekend";
        }

        if (setting / 3 % 2 == 1)
        {
            yield return "evening";
        }

        yield return ShopWords.Devices[setting % 3];
    }
}
