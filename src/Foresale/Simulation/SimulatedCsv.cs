using System.Globalization;
using System.Text;
using Foresale.Events;

namespace Foresale.Simulation;

/// <summary>
/// Writes simulated shoppers as the CSV files that <c>foresale import --map foresale</c> reads, shopper after shopper, keeping none.
/// Rows stand shopper after shopper, not in order of time; import sorts.
/// </summary>
public sealed class SimulatedCsv
{
    /// <summary>Header of the event file: the fields of an event by their native names.</summary>
    public const string EventHeader = "event_id,time,received_at,user_id,anonymous_id,session_id,behavior,item_id,category,brand,price,currency,quantity,order_id,query,device,region,channel,consent";

    /// <summary>Header of the truth file.</summary>
    public const string TruthHeader = "event_id,user_id,probability";

    private readonly PlantedShop _shop;
    private readonly TextWriter _events;
    private readonly TextWriter? _users;
    private readonly TextWriter? _truth;
    private readonly StringBuilder _line = new();
    private string[]? _columns;

    /// <summary>Writes the headers.</summary>
    /// <param name="shop">The shop that the shoppers are of.</param>
    /// <param name="events">Receives events.</param>
    /// <param name="users">Receives the user side file; null for none.</param>
    /// <param name="truth">Receives the truth; null leaves it uncomputed.</param>
    public SimulatedCsv(PlantedShop shop, TextWriter events, TextWriter? users = null, TextWriter? truth = null)
    {
        ArgumentNullException.ThrowIfNull(shop);
        ArgumentNullException.ThrowIfNull(events);
        (_shop, _events, _users, _truth) = (shop, events, users, truth);
        events.Write(EventHeader + "\n");
        truth?.Write(TruthHeader + "\n");
    }

    /// <summary>Sessions written.</summary>
    public long Sessions { get; private set; }

    /// <summary>Sessions written that hold a purchase.</summary>
    public long Buying { get; private set; }

    /// <summary>Events written.</summary>
    public long Events { get; private set; }

    /// <summary>Shoppers written.</summary>
    public long Users { get; private set; }

    /// <summary>Appends a shopper with all their events.</summary>
    public void Write(SimulatedShopper shopper)
    {
        ArgumentNullException.ThrowIfNull(shopper);
        var filter = _truth is null ? null : _shop.Follow(shopper.Columns);
        string? bought = null;
        foreach (var shopEvent in shopper.Events)
        {
            Write(shopEvent);
            if (shopEvent.Behavior == Behavior.Purchase && !string.Equals(bought, shopEvent.SessionId, StringComparison.Ordinal))
            {
                bought = shopEvent.SessionId;
                Buying++;
            }

            if (filter is not null)
            {
                _truth!.Write(string.Create(CultureInfo.InvariantCulture, $"{shopEvent.EventId},{shopEvent.UserId},{(float)filter.Observe(shopEvent)}\n"));
            }
        }

        WriteColumns(shopper);
        Events += shopper.Events.Count;
        Sessions += shopper.Sessions;
        Users++;
    }

    /// <summary>Writes the item side file.</summary>
    public static void WriteItems(PlantedShop shop, TextWriter items)
    {
        ArgumentNullException.ThrowIfNull(shop);
        ArgumentNullException.ThrowIfNull(items);
        string[]? columns = null;
        foreach (var (item, values) in shop.Items)
        {
            if (columns is null)
            {
                columns = [.. values.Keys];
                items.Write($"item_id,{string.Join(',', columns)}\n");
            }

            items.Write($"{item},{string.Join(',', columns.Select(c => Csv.Quote(values[c])))}\n");
        }
    }

    private void WriteColumns(SimulatedShopper shopper)
    {
        if (_users is null)
        {
            return;
        }

        if (_columns is null)
        {
            _columns = [.. shopper.Columns.Keys];
            _users.Write($"user_id,{string.Join(',', _columns)}\n");
        }

        _users.Write($"{shopper.UserId},{string.Join(',', _columns.Select(c => Csv.Quote(shopper.Columns[c])))}\n");
    }

    private void Write(ShopEvent e)
    {
        var culture = CultureInfo.InvariantCulture;
        _line.Clear();
        _line.Append(culture, $"{e.EventId},{e.Time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'},,{e.UserId},{e.AnonymousId},{e.SessionId},{e.Behavior.Word()},{e.ItemId},");
        _line.Append(Csv.Quote(e.Category)).Append(',').Append(Csv.Quote(e.Brand)).Append(',');
        _line.Append(culture, $"{e.Price},{e.Currency},{e.Quantity},{e.OrderId},");
        _line.Append(Csv.Quote(e.Query)).Append(',').Append(e.Device).Append(',').Append(Csv.Quote(e.Region)).Append(',').Append(Csv.Quote(e.Channel));
        _line.Append(e.Consent is { } consent ? (consent ? ",true" : ",false") : ",").Append('\n');
        _events.Write(_line);
    }
}
