using Foresale.Events;

namespace Foresale.Simulation;

/// <summary>
/// The exact P(buys later in this session | everything seen of the shopper), after each event.
/// It keeps the posterior over hidden types from side columns, visits, parts of the day, channels, behaviors, items, gaps and leaves,
/// and weighs each type's <see cref="PurchaseTable"/> with it. It reads events only; it does not know who made them.
/// </summary>
/// <remarks>One filter follows one shopper, from their first event on, in order. docs/simulation.md (4) to (7).</remarks>
public sealed class TruthFilter
{
    private readonly PlantedShop _shop;
    private readonly bool _thisSessionOnly;
    private readonly double[] _posterior;
    private ShopEvent? _previous;
    private DateOnly _day;
    private SessionContext _context;
    private SessionState _state;
    private int _focus = -1;
    private int _memory = -1;
    private int _kept = -1;

    internal TruthFilter(PlantedShop shop, IReadOnlyDictionary<string, string>? columns, bool thisSessionOnly)
    {
        _shop = shop;
        _thisSessionOnly = thisSessionOnly;
        _posterior = [.. shop.Types.Select(t => t.Section.Prior)];
        if (columns is not null && !thisSessionOnly)
        {
            Weigh(t => ShopperDraw.ColumnsChance(t.Section, columns));
        }
    }

    /// <summary>P(type | history so far), by the order of <see cref="PlantedShop.TypeNames"/>; adds up to 1.</summary>
    public IReadOnlyList<double> Posterior => _posterior;

    internal SessionState State => _state;

    internal SessionContext Context => _context;

    internal int FocusItem => _focus;

    internal int MemoryItem => _memory;

    /// <summary>Takes the shopper's next event in.</summary>
    /// <returns>P(another purchase in this session), 0..1.</returns>
    public double Observe(ShopEvent shopEvent)
    {
        ArgumentNullException.ThrowIfNull(shopEvent);
        var behavior = (int)shopEvent.Behavior;
        if (behavior >= Behaviors.ActionCount)
        {
            throw new ArgumentException("A planted shop has no corrections.", nameof(shopEvent));
        }

        var starts = _previous is null || !string.Equals(_previous.SessionId, shopEvent.SessionId, StringComparison.Ordinal);
        if (starts)
        {
            StartSession(shopEvent);
        }

        var before = starts ? SessionState.NoFocus : _state.Focus;
        var item = shopEvent.ItemId is null ? -1 : _shop.Catalogue.Index[shopEvent.ItemId];
        var seconds = starts ? 0 : (shopEvent.Time - _previous!.Time).TotalSeconds - (_state.Last == 4 ? ShopperType.PauseAfterPurchaseSeconds : 0);
        var category = item >= 0 ? _shop.Catalogue.Items[item].Category : CategoryOfQuery(shopEvent.Query);
        Span<double> chances = stackalloc double[ShopWords.Outcomes];
        for (var t = 0; t < _posterior.Length; t++)
        {
            var type = _shop.Types[t];
            if (starts)
            {
                _posterior[t] *= type.First[behavior];
            }
            else
            {
                type.Next(_state, _context.Setting, chances);
                _posterior[t] *= chances[behavior] * type.GapDensity(behavior, seconds);
            }

            _posterior[t] *= ItemChance(type, behavior, item, category, before);
        }

        Normalise();
        var stayed = behavior != 1 && item == _focus && !starts ? 1 : 0;
        var focus = behavior == 1 ? before : _shop.FocusOf(item, _memory);
        _state = starts ? SessionState.First(behavior, focus) : _state.After(behavior, focus, stayed);
        _focus = behavior == 1 ? _focus : item;
        _kept = ShopperDraw.KeptAfter(behavior, item, _kept);
        _previous = shopEvent;
        return Weighted((t, context) => _shop.Table(t, context));
    }

    /// <summary>P(a purchase within the next events of this session), after the last event observed.</summary>
    /// <param name="events">At least 1. Tables are solved anew for each call: meant for tests and small logs.</param>
    public double Within(int events)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(events, 1);
        return Weighted((t, context) => PurchaseTable.SolveWithin(_shop.Types[t], context, events));
    }

    private void StartSession(ShopEvent first)
    {
        var local = TimeZoneInfo.ConvertTime(first.Time, _shop.Zone);
        var day = DateOnly.FromDateTime(local.DateTime);
        var weekend = PlantedShop.IsWeekend(day);
        var part = local.Hour < ShopWords.DayPartHours[1] ? 0 : local.Hour < ShopWords.DayPartHours[2] ? 1 : 2;
        if (_thisSessionOnly)
        {
            for (var t = 0; t < _posterior.Length; t++)
            {
                _posterior[t] = _shop.Types[t].Section.Prior;
            }
        }
        else if (_previous is not null)
        {
            var leave = new double[ShopWords.Outcomes];
            Weigh(type =>
            {
                type.Next(_state, _context.Setting, leave);
                return leave[ShopWords.Leave] * VisitChance(type, _day, day);
            });
        }

        Weigh(type => (weekend ? type.Section.WeekendDay : type.Section.Weekday)[ShopWords.DayParts[part]] * type.Section.Channels.GetValueOrDefault(first.Channel ?? "", 1));
        _memory = _kept >= 0 ? _kept : _focus;
        _focus = -1;
        _day = day;
        _context = new SessionContext(weekend, part == 2, Math.Max(0, Array.IndexOf(ShopWords.Devices, first.Device)), _memory < 0 ? SessionContext.NoMemory : _shop.Catalogue.CellOf(_memory));
    }

    private double ItemChance(ShopperType type, int behavior, int item, int category, int before)
    {
        if (behavior == 1)
        {
            return type.Category[category];
        }

        var (stay, back, fresh) = type.Moves(behavior, before, _context.Memory);
        return item == _focus ? stay
            : item == _memory ? back
            : fresh * type.Category[category] * type.Band[category][_shop.Catalogue.Items[item].Band];
    }

    private int CategoryOfQuery(string? query)
    {
        var word = (query ?? "").Split(' ')[0];
        var category = Array.IndexOf(_shop.Catalogue.CategoryNames, word);
        return category >= 0 ? category : throw new ArgumentException($"The query '{query}' is none of this shop's.", nameof(query));
    }

    private double Weighted(Func<int, SessionContext, double[]> table)
    {
        var index = _state.Index;
        var probability = 0.0;
        for (var t = 0; t < _posterior.Length; t++)
        {
            probability += _posterior[t] * table(t, _context)[index];
        }

        return Math.Clamp(probability, 0, 1);
    }

    private void Weigh(Func<ShopperType, double> chance)
    {
        for (var t = 0; t < _posterior.Length; t++)
        {
            _posterior[t] *= chance(_shop.Types[t]);
        }

        Normalise();
    }

    private void Normalise()
    {
        var total = _posterior.Sum();
        if (!(total > 0))
        {
            throw new InvalidOperationException("No type of this shop could have done this: the log is of another shop.");
        }

        for (var t = 0; t < _posterior.Length; t++)
        {
            _posterior[t] /= total;
        }
    }

    // No visit on the days between, then one on the day.
    private static double VisitChance(ShopperType type, DateOnly from, DateOnly to)
    {
        var chance = type.Visit(PlantedShop.IsWeekend(to));
        for (var day = from.AddDays(1); day < to; day = day.AddDays(1))
        {
            chance *= 1 - type.Visit(PlantedShop.IsWeekend(day));
        }

        return chance;
    }
}
