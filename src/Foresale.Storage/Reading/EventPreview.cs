using System.Text;
using Foresale.Cleaning;
using Foresale.Events;

namespace Foresale.Storage.Reading;

/// <summary>A cleaned row as the event that the dataset would hold, for a dry run.</summary>
internal static class EventPreview
{
    /// <summary>The event.</summary>
    /// <param name="row">The row.</param>
    /// <param name="sourceHash">Names events whose source has no name for them.</param>
    /// <param name="session">Its session.</param>
    /// <param name="currency">The money of its price; empty for none.</param>
    public static ShopEvent Of(in EventRow row, string sourceHash, ReadOnlySpan<byte> session, ReadOnlySpan<byte> currency)
    {
        static string? Text(ReadOnlySpan<byte> text) => text.IsEmpty ? null : Encoding.UTF8.GetString(text);
        return new ShopEvent
        {
            EventId = Text(row.Text(EventText.EventId)) ?? DatasetFolder.MadeEventId(sourceHash, row.Sequence),
            UserId = Text(row.Text(EventText.UserId))!,
            Behavior = (Behavior)row.Behavior,
            Time = DateTimeOffset.FromUnixTimeMilliseconds(row.TimeMs!.Value),
            ReceivedAt = row.ReceivedMs is { } received ? DateTimeOffset.FromUnixTimeMilliseconds(received) : null,
            Sequence = row.Sequence,
            AnonymousId = Text(row.Text(EventText.AnonymousId)),
            SessionId = Text(session),
            ItemId = Text(row.Text(EventText.ItemId)),
            Category = Text(row.Text(EventText.Category)),
            Brand = Text(row.Text(EventText.Brand)),
            Price = row.Price / (decimal)EventRow.PriceScale,
            Currency = Text(currency),
            Quantity = row.Quantity / (decimal)EventRow.PriceScale,
            OrderId = Text(row.Text(EventText.OrderId)),
            Query = Text(row.Text(EventText.Query)),
            Device = Text(row.Text(EventText.Device)),
            Region = Text(row.Text(EventText.Region)),
            Channel = Text(row.Text(EventText.Channel)),
            Detail = Text(row.Text(EventText.Detail)),
            Consent = row.Consent,
        };
    }
}
