using Foresale.Events;
using Foresale.Live;

namespace Foresale.Tests.Live;

public class ItemBookTests
{
    private readonly ItemBook _book = new();

    public ItemBookTests() => Put("tea", ("price", "4"), ("margin", ".25"), ("stock", "10"), ("lead_time", "2"), ("taste", "green"));

    [Fact]
    public void What_was_bought_since_the_row_is_off_the_stock_and_what_was_sent_back_is_on_it_again()
    {
        _book.Fold(Event(Behavior.Purchase, "tea", 3));
        _book.Fold(Event(Behavior.Purchase, "tea"));
        _book.Fold(Event(Behavior.Refund, "tea", 2));
        _book.Fold(Event(Behavior.Cart, "tea", 5));

        var facts = _book.Find("tea")!;

        Assert.Equal(8, facts.Stock);
        Assert.Equal("8", facts.Columns["stock"]);
        Assert.Equal((4, .25, 1), (facts.Price, facts.Margin, facts.Earns));
    }

    [Fact]
    public void A_newer_row_says_how_things_are()
    {
        _book.Fold(Event(Behavior.Purchase, "tea", 3));
        Put("tea", ("stock", "20"));

        var facts = _book.Find("tea")!;

        Assert.Equal(20, facts.Stock);
        Assert.Null(facts.Price);
        Assert.Null(facts.Earns);
    }

    [Fact]
    public void Stock_never_falls_below_nothing_and_what_was_sold_too_often_is_not_there_when_it_comes_back()
    {
        _book.Fold(Event(Behavior.Purchase, "tea", 12));
        Assert.Equal(0, _book.Find("tea")!.Stock);

        _book.Fold(Event(Behavior.Refund, "tea"));

        Assert.Equal(0, _book.Find("tea")!.Stock); // 12 went out of 10, one came back
    }

    [Fact]
    public void What_is_not_kept_or_no_number_is_not_known()
    {
        Put("pot", ("price", "much"), ("margin", "3"), ("stock", " "));
        _book.Fold(Event(Behavior.Purchase, "pot"));
        _book.Fold(Event(Behavior.Purchase, "cup"));

        Assert.Equal(new double?[] { null, null, null }, [_book.Find("pot")!.Price, _book.Find("pot")!.Margin, _book.Find("pot")!.Stock]);
        Assert.Null(_book.Find("cup"));
    }

    [Fact]
    public void What_is_written_and_read_back_is_the_same_book()
    {
        _book.Fold(Event(Behavior.Purchase, "tea", 3));
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        _book.Save(writer);
        bytes.Position = 0;
        var read = new ItemBook();
        using var reader = new BinaryReader(bytes);
        read.Load(reader);

        Assert.Equal(1, read.Count);
        Assert.Equal((4, .25, 7), (read.Find("tea")!.Price, read.Find("tea")!.Margin, read.Find("tea")!.Stock));
        Assert.Equal(["lead_time", "margin", "price", "stock"], read.Find("tea")!.Columns.Keys.Order()); // taste is nothing that decisions read
    }

    [Fact]
    public void A_book_that_breaks_off_leaves_the_one_before()
    {
        Put("pot", ("stock", "4"));
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        _book.Save(writer);
        var read = new ItemBook();
        read.Put([KeyValuePair.Create<string, IReadOnlyDictionary<string, string>>("cup", new Dictionary<string, string>(StringComparer.Ordinal) { ["stock"] = "1" })]);
        using var reader = new BinaryReader(new MemoryStream(bytes.ToArray()[..^4]));

        Assert.Throws<EndOfStreamException>(() => read.Load(reader));

        Assert.Equal((1, 1), (read.Count, read.Find("cup")!.Stock));
    }

    private void Put(string itemId, params (string Column, string Value)[] row) =>
        _book.Put([KeyValuePair.Create<string, IReadOnlyDictionary<string, string>>(itemId, row.ToDictionary(r => r.Column, r => r.Value, StringComparer.Ordinal))]);

    private static ShopEvent Event(Behavior behavior, string itemId, decimal? quantity = null) =>
        new() { EventId = "e", UserId = "u", Behavior = behavior, Time = DateTimeOffset.UnixEpoch, ItemId = itemId, Quantity = quantity };
}
