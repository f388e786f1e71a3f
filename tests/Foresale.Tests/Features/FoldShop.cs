using System.Text;
using CsCheck;
using Foresale.Events;
using Foresale.Features;

namespace Foresale.Tests.Features;

/// <summary>A fold under test with short words for events: times are minutes after midnight UTC of 2 March 2026, a Monday.</summary>
internal sealed class FoldShop
{
    public static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    public static readonly FoldSettings Settings = new()
    {
        Zone = "UTC",
        Actions = ["view", "search", "favorite", "cart", "purchase"],
        Levels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["device"] = ["phone", "desktop"] },
        PriceDeciles = [10, 20, 30, 40, 50, 60, 70, 80, 90],
        PurchasesPerView = 0.1,
        CartsPerView = 0.2,
        ItemTableSize = 1024,
    };

    /// <summary>With levels of details and queries, so that the features of words are there too.</summary>
    public static readonly FoldSettings WithWords = Settings with
    {
        Levels = new Dictionary<string, IReadOnlyList<string>>(Settings.Levels, StringComparer.Ordinal) { ["detail"] = ["image", "filter"], ["query"] = ["red", "blue"] },
    };

    public static readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> NoUsers = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);

    public static readonly IReadOnlyDictionary<string, IReadOnlyList<ItemRow>> NoItems = new Dictionary<string, IReadOnlyList<ItemRow>>(StringComparer.Ordinal);

    private static readonly string?[] s_details = ["image", "filter", "rare", null], s_queries = ["red", "blue", null];

    /// <summary>Random logs of three days, few shoppers and items, ordered as a dataset orders them.</summary>
    public static readonly Gen<ShopEvent[]> Logs =
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 86_399], Gen.Int[0, 3], Gen.Int[0, 6], Gen.Int[0, 5], Gen.Int[0, 99])
            .Select((day, second, user, behavior, item, price) => Event(
                (Behavior)behavior, (day * 1440) + (second / 60.0), item: $"i{item}", user: $"u{user}", session: $"s{day}-{second / 20_000}", price: price, category: $"c{item % 2}",
                detail: s_details[price % 4], query: s_queries[price % 3]))
            .Array[1, 60].Select(events => events.OrderBy(e => DayOf(e)).ThenBy(e => e.UserId, StringComparer.Ordinal).ThenBy(e => e.Time).ToArray());

    private readonly FoldSettings _settings;
    private readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> _users;
    private readonly int[] _token;
    private readonly long _bytes;

    public FoldShop(
        FoldSettings? settings = null,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? users = null,
        IReadOnlyDictionary<string, IReadOnlyList<ItemRow>>? items = null,
        long bytes = long.MaxValue)
    {
        (_settings, _users, _bytes) = (settings ?? Settings, users ?? NoUsers, bytes);
        Fold = new Fold(_settings, _users, items ?? NoItems, new ColdStore(Store, bytes));
        Fold.BeginDay(DateOnly.FromDateTime(Midnight.Date));
        _token = new int[Fold.TokenSchema.Count];
    }

    public Fold Fold { get; private set; }

    /// <summary>Where shoppers are who are not in memory.</summary>
    public MemoryColdShoppers Store { get; } = new();

    public static ShopEvent Event(
        Behavior behavior, double minute, string? item = "i1", string user = "u1", string session = "s1", decimal? price = null,
        string? category = null, string? brand = null, decimal? quantity = null, string? order = null, string? device = null, string? detail = null, string? query = null) => new()
        {
            EventId = "e",
            UserId = user,
            Behavior = behavior,
            Time = At(minute),
            SessionId = session,
            ItemId = item,
            Price = price,
            Category = category,
            Brand = brand,
            Quantity = quantity,
            OrderId = order,
            Device = device,
            Detail = detail,
            Query = query,
        };

    public static DateTimeOffset At(double minute) => Midnight.AddMinutes(minute);

    public static DateOnly DayOf(ShopEvent shopEvent) => DateOnly.FromDateTime(shopEvent.Time.UtcDateTime);

    /// <summary>Folds events in.</summary>
    public FoldShop Do(params ReadOnlySpan<ShopEvent> events)
    {
        foreach (var shopEvent in events)
        {
            Fold.Apply(shopEvent, _token);
        }

        return this;
    }

    /// <summary>Begins the n-th day after the first.</summary>
    public FoldShop Day(int day)
    {
        Fold.BeginDay(DateOnly.FromDateTime(Midnight.Date).AddDays(day));
        return this;
    }

    /// <summary>Hands over all who changed.</summary>
    public FoldShop HandOver()
    {
        Fold.HandOver(long.MaxValue); // where one goes on
        Fold.BeginHandOver();
        Fold.HandOver(long.MaxValue);
        return this;
    }

    /// <summary>What the fold writes of itself, then of its shoppers.</summary>
    public byte[] Saved()
    {
        HandOver();
        Fold.Saved(isWritten: true);
        return [.. Enum.GetValues<FoldPart>().SelectMany(Part), .. Store.States.SelectMany(s => (byte[])[.. Encoding.UTF8.GetBytes(s.Key), .. s.Value])];
    }

    /// <summary>What the fold writes of itself.</summary>
    public byte[] Part(FoldPart part)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes))
        {
            Fold.Save(part, writer);
        }

        return bytes.ToArray();
    }

    /// <summary>What the fold writes of a shopper.</summary>
    public byte[] State(string user)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes))
        {
            Fold.Save(user, writer);
        }

        return bytes.ToArray();
    }

    /// <summary>Goes on with a fold that was written and read.</summary>
    public FoldShop Restart()
    {
        Saved();
        var readers = Enum.GetValues<FoldPart>().Select(part => new BinaryReader(new MemoryStream(Part(part)))).ToArray();
        Fold = Fold.Load(_settings, _users, new ColdStore(Store, _bytes), part => readers[(int)part]);
        Assert.All(readers, reader => Assert.Equal(reader.BaseStream.Length, reader.BaseStream.Position));
        return this;
    }

    /// <summary>Folds one event in and gives its token.</summary>
    public int[] Token(ShopEvent shopEvent)
    {
        Do(shopEvent);
        return [.. _token];
    }

    /// <summary>The whole vector.</summary>
    public float[] All(double minute, string? item = "i1", string user = "u1")
    {
        var features = new float[Fold.Schema.Count];
        Fold.Read(user, item, At(minute), features);
        return features;
    }

    /// <summary>One column.</summary>
    public float Read(string column, double minute, string? item = "i1", string user = "u1")
    {
        var place = Fold.Schema.IndexOf(column);
        Assert.True(place >= 0, $"There is no column '{column}'.");
        return All(minute, item, user)[place];
    }
}
