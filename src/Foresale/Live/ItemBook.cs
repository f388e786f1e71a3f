using System.Globalization;
using Foresale.Events;

namespace Foresale.Live;

/// <summary>What is known of an item now.</summary>
/// <param name="Price">Unit price, &gt;= 0; null where it is not known.</param>
/// <param name="Margin">Share of the price that the shop keeps, at most 1; null where it is not known.</param>
/// <param name="Stock">Pieces there, &gt;= 0: what the shop said last, less what was bought since, and what was sent back since; null where stock is not kept.</param>
/// <param name="Columns">The columns of the row that decisions read, with <c>stock</c> as it is now.</param>
public sealed record ItemFacts(double? Price, double? Margin, double? Stock, IReadOnlyDictionary<string, string> Columns)
{
    /// <summary>What a sale earns, in the shop's currency; null where price or margin is not known.</summary>
    public double? Earns => Price * Margin;
}

/// <summary>
/// Price, margin and stock of a shop's items: one book that recommendations, bids, offers and orders all look at. A row of the catalogue says how things are; purchases after it take from its stock,
/// refunds give back.
/// </summary>
/// <remarks>Used by many threads. Items without a row are not in it. What is no number in a row is not known.</remarks>
public sealed class ItemBook
{
    private const int Format = 1;
    private static readonly string[] s_columns = ["price", "margin", "stock", "on_order", "lead_time", "holding_rate", "order_cost"];
    private readonly Lock _gate = new();
    private Dictionary<string, Entry> _items = new(StringComparer.Ordinal);

    /// <summary>Items in it.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _items.Count;
            }
        }
    }

    /// <summary>Takes the newest rows of some items: what was bought until now is in their stock.</summary>
    public void Put(IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, string>>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        lock (_gate)
        {
            foreach (var (itemId, values) in rows)
            {
                _items[itemId] = new Entry([.. s_columns.Select(c => values.GetValueOrDefault(c) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null)]);
            }
        }
    }

    /// <summary>Takes what was bought from the stock, and gives back what was sent back. Other events change nothing.</summary>
    public void Fold(ShopEvent shopEvent)
    {
        ArgumentNullException.ThrowIfNull(shopEvent);
        var pieces = (double)(shopEvent.Quantity ?? 1);
        var sold = shopEvent.Behavior switch { Behavior.Purchase => pieces, Behavior.Refund => -pieces, _ => 0 };
        if (sold == 0 || shopEvent.ItemId is not { } itemId)
        {
            return;
        }

        lock (_gate)
        {
            if (_items.TryGetValue(itemId, out var entry))
            {
                entry.Sold += sold;
            }
        }
    }

    /// <summary>What is known of an item; null for one without a row.</summary>
    public ItemFacts? Find(string itemId)
    {
        ArgumentNullException.ThrowIfNull(itemId);
        lock (_gate)
        {
            return _items.TryGetValue(itemId, out var entry) ? entry.Facts() : null;
        }
    }

    /// <summary>Writes everything.</summary>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        lock (_gate)
        {
            writer.Write(Format);
            writer.Write(_items.Count);
            foreach (var (itemId, entry) in _items)
            {
                writer.Write(itemId);
                foreach (var text in entry.Texts)
                {
                    writer.Write(text ?? "");
                }

                writer.Write(entry.Sold);
            }
        }
    }

    /// <summary>Reads what was written in place of all that is in it. Where that fails, the book is as it was: a replay that follows must not meet half of one.</summary>
    /// <exception cref="InvalidDataException">It is of another version.</exception>
    /// <exception cref="EndOfStreamException">It breaks off.</exception>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader.ReadInt32() is var format && format != Format)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"The book of items is of version {format}, and this build reads {Format}."));
        }

        var items = new Dictionary<string, Entry>(StringComparer.Ordinal);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var itemId = reader.ReadString();
            items[itemId] = new Entry([.. s_columns.Select(_ => reader.ReadString() is { Length: > 0 } text ? text : null)]) { Sold = reader.ReadDouble() };
        }

        lock (_gate)
        {
            _items = items;
        }
    }

    private sealed class Entry(string?[] texts)
    {
        public string?[] Texts { get; } = texts;

        /// <summary>Pieces bought since the row, less those sent back.</summary>
        public double Sold { get; set; }

        public ItemFacts Facts()
        {
            var stock = Number(2) is { } there ? Math.Max(0, there - Sold) : (double?)null;
            var columns = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < s_columns.Length; i++)
            {
                if (Texts[i] is { } text)
                {
                    columns[s_columns[i]] = i == 2 && stock is { } now ? now.ToString("R", CultureInfo.InvariantCulture) : text;
                }
            }

            return new ItemFacts(Number(0) is >= 0 and var price ? price : null, Number(1) is <= 1 and var margin ? margin : null, stock, columns);
        }

        private double? Number(int column) => double.TryParse(Texts[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
    }
}
