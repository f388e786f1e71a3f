using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Foresale.Events;
using Foresale.Storage.EventLog;
using Google.Protobuf;

namespace Foresale.Storage.Tests.EventLog;

public class LoggedEventsTests
{
    private static readonly UserKey s_key = new(7, Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());
    private static readonly Gen<string> s_text = Gen.OneOf(Gen.String[Gen.Char['\0', '\ud7ff'], 0, 12], Gen.Const("鞋 👟"));
    private static readonly Gen<string?> s_maybe = Gen.OneOf(Gen.Const((string?)null), s_text.Select(t => (string?)t));
    private static readonly Gen<DateTimeOffset> s_time = Gen.Long[DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks].Select(t => new DateTimeOffset(t, TimeSpan.Zero));
    private static readonly Gen<decimal?> s_amount = Gen.OneOf(
        Gen.Const((decimal?)null),
        Gen.Decimal.Select(d => (decimal?)d),
        Gen.Long[0, 1_000_000_000].Select(l => (decimal?)l / 10_000m),
        Gen.Const((decimal?)decimal.MaxValue),
        Gen.Const((decimal?)922337203685477.5807m));

    private static readonly Gen<ShopEvent> s_events =
        from texts in s_maybe.Array[12]
        from names in s_text.Array[2]
        from behavior in Gen.Int[0, Behaviors.Count - 1]
        from times in Gen.Select(s_time, Gen.Bool, s_time)
        from amounts in s_amount.Array[2]
        from consent in Gen.OneOf(Gen.Const((bool?)null), Gen.Bool.Select(b => (bool?)b))
        from address in Gen.Long[0, long.MaxValue - 1]
        select new ShopEvent
        {
            EventId = names[0], UserId = names[1], Behavior = (Behavior)behavior, Time = times.Item1, ReceivedAt = times.Item2 ? times.Item3 : null, Sequence = address,
            AnonymousId = texts[0], SessionId = texts[1], ItemId = texts[2], Category = texts[3], Brand = texts[4], Currency = texts[5], OrderId = texts[6], Query = texts[7],
            Device = texts[8], Region = texts[9], Channel = texts[10], Detail = texts[11], Price = amounts[0], Quantity = amounts[1], Consent = consent,
        };

    [Fact]
    public void Every_field_of_an_event_comes_back_as_it_was() =>
        s_events.Sample(
            e => Assert.Equal(e, LoggedEvents.ToEvent(LogEntry.Parser.ParseFrom(LoggedEvents.ToEntry(e, s_key, late: false, previous: -1).ToByteArray()), e.Sequence, e.UserId, s_key)),
            iter: 2_000,
            seed: "0000000000001");

    [Fact]
    public void Without_the_key_the_public_fields_are_left_and_nothing_else() =>
        s_events.Sample(
            e =>
            {
                var left = LoggedEvents.ToErasedEvent(LoggedEvents.ToEntry(e, s_key, late: false, previous: -1), e.Sequence);
                Assert.Equal(new ShopEvent
                {
                    EventId = $"erased:{e.Sequence}", UserId = "erased:7", Behavior = e.Behavior, Time = e.Time, ReceivedAt = e.ReceivedAt, Sequence = e.Sequence,
                    ItemId = e.ItemId, Category = e.Category, Brand = e.Brand, Price = e.Price, Currency = e.Currency, Quantity = e.Quantity,
                }, left);
            },
            iter: 500,
            seed: "0000000000001");

    [Fact]
    public void No_personal_text_stands_in_the_entry()
    {
        var bytes = Encoding.Latin1.GetString(LoggedEvents.ToEntry(Personal(), s_key, late: true, previous: 99).ToByteArray());

        Assert.DoesNotContain("PRIVATE", bytes, StringComparison.Ordinal);
        Assert.Contains("shoe", bytes, StringComparison.Ordinal);
    }

    [Fact]
    public void Lateness_and_the_previous_entry_are_public()
    {
        var logged = LoggedEvents.ToEntry(Personal(), s_key, late: true, previous: 99).Event;

        Assert.True(logged.Late);
        Assert.Equal(99, logged.PreviousPlus1 - 1);
        Assert.Equal(7, logged.Shopper);
    }

    [Fact]
    public void The_same_event_is_never_sealed_alike()
    {
        var nonces = Enumerable.Range(0, 1_000).Select(_ => Convert.ToHexString(LoggedEvents.ToEntry(Personal(), s_key, late: false, previous: -1).Event.Sealed.Span[..12]));

        Assert.Equal(1_000, nonces.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Another_key_another_number_or_a_changed_byte_opens_nothing()
    {
        var entry = LoggedEvents.ToEntry(Personal(), s_key, late: false, previous: -1);
        var changed = entry.Clone();
        var bytes = changed.Event.Sealed.ToByteArray();
        bytes[20] ^= 1;
        changed.Event.Sealed = ByteString.CopyFrom(bytes);

        Assert.ThrowsAny<CryptographicException>(() => LoggedEvents.ToEvent(entry, 0, "u", new UserKey(7, new byte[32])));
        Assert.ThrowsAny<CryptographicException>(() => LoggedEvents.ToEvent(entry, 0, "u", s_key with { Number = 8 }));
        Assert.ThrowsAny<CryptographicException>(() => LoggedEvents.ToEvent(changed, 0, "u", s_key));
    }

    /// <summary>The bytes of the first version. A change that breaks this test breaks every data folder there is.</summary>
    [Fact]
    public void An_entry_of_the_first_version_is_read()
    {
        var bytes = Convert.FromBase64String(FirstVersion.Event);

        var read = LoggedEvents.ToEvent(LogEntry.Parser.ParseFrom(bytes), address: 1234, "ada", s_key);

        Assert.Equal(Personal() with { Sequence = 1234 }, read);
        Assert.Equal(new LogEntry { ArrivalMs = 5, Merge = new LoggedMerge { Anonymous = 3, Known = 4 } }, LogEntry.Parser.ParseFrom(Convert.FromHexString("08051A0408031004")));
        Assert.Equal(
            new LogEntry { ArrivalMs = 5, Items = new LoggedItems { Rows = { new LoggedItem { ItemId = "a", Values = { ["b"] = "c" } } } } },
            LogEntry.Parser.ParseFrom(Convert.FromHexString("0805220D0A0B0A016112060A0162120163")));
        Assert.Equal(new LogEntry { ArrivalMs = 5, Erasure = new LoggedErasure { Shoppers = { 3, 4 } } }, LogEntry.Parser.ParseFrom(Convert.FromHexString("08052A040A020304")));
        Assert.Equal(new LogEntry { ArrivalMs = 5, Day = new LoggedDay { Day = 20 } }, LogEntry.Parser.ParseFrom(Convert.FromHexString("080532020814")));
    }

    [Fact]
    public void An_entry_of_another_kind_is_no_event()
    {
        var fault = Assert.Throws<ArgumentException>(() => LoggedEvents.ToErasedEvent(new LogEntry { Day = new LoggedDay() }, 0));

        Assert.Equal("The entry's kind is Day; only an event can be turned into one. Look at KindCase first: None is a kind of a newer version. (Parameter 'entry')", fault.Message);
    }

    internal static ShopEvent Personal() => new()
    {
        EventId = "PRIVATE-1", UserId = "ada", Behavior = Behavior.Purchase, Time = DateTimeOffset.UnixEpoch.AddDays(20_000).AddTicks(12_345), ReceivedAt = DateTimeOffset.UnixEpoch.AddDays(20_001),
        AnonymousId = "PRIVATE-2", SessionId = "PRIVATE-3", OrderId = "PRIVATE-4", Query = "PRIVATE-5", Device = "PRIVATE-6", Region = "PRIVATE-7", Channel = "PRIVATE-8", Detail = "PRIVATE-9",
        ItemId = "shoe", Category = "shoes", Brand = "", Price = 12.34567m, Currency = "EUR", Quantity = 2, Consent = false,
    };
}
