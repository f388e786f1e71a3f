using System.Globalization;
using System.Text.Json;
using Foresale.Events;
using Foresale.Storage;

namespace Foresale.Cli.Tests.Serving;

/// <summary>A dataset as the events that a shop sent: in order of arrival, as native JSON.</summary>
internal static class LogLines
{
    public static ShopEvent[] InOrder(string data)
    {
        var dataset = new DatasetFolder(data);
        return [.. dataset.Days.SelectMany(dataset.ReadDay).OrderBy(e => e.Arrival).ThenBy(e => e.Sequence)];
    }

    public static string Line(ShopEvent e) => JsonSerializer.Serialize(
        new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["event_id"] = e.EventId,
            ["time"] = Iso(e.Time),
            ["received_at"] = Iso(e.Arrival),
            ["user_id"] = e.UserId.Length == 0 ? null : e.UserId, // a guest
            ["anonymous_id"] = e.AnonymousId,
            ["session_id"] = e.SessionId,
            ["behavior"] = e.Behavior.Word(),
            ["item_id"] = e.ItemId,
            ["category"] = e.Category,
            ["brand"] = e.Brand,
            ["price"] = e.Price,
            ["currency"] = e.Currency,
            ["quantity"] = e.Quantity,
            ["order_id"] = e.OrderId,
            ["query"] = e.Query,
            ["device"] = e.Device,
            ["region"] = e.Region,
            ["channel"] = e.Channel,
            ["detail"] = e.Detail,
            ["consent"] = e.Consent,
        }.Where(field => field.Value is not null).ToDictionary(StringComparer.Ordinal));

    private static string Iso(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
}
