using Foresale.Events;

namespace Foresale.States;

/// <summary>A question about a shopper at an instant, and its answer.</summary>
/// <param name="UserId">The shopper.</param>
/// <param name="ItemId">The item asked about; null for none.</param>
/// <param name="Time">The state is read here: events before it count, events at it do not. In a log without a clock it is read at that day's midnight.</param>
/// <param name="Label">True for yes; null where it is to be scored.</param>
public readonly record struct LabelRow(string UserId, string? ItemId, DateTimeOffset Time, bool? Label);

/// <summary>A label file: any question about shoppers at a time, such as "redeems the coupon".</summary>
/// <param name="Rows">In the order of the file.</param>
/// <param name="Extra">Further columns, numeric or categorical, one value a row: they join S_c.</param>
/// <param name="SourceHash">Hash of the file, in hex.</param>
public sealed record LabelSet(IReadOnlyList<LabelRow> Rows, IReadOnlyList<TableColumn> Extra, string SourceHash = "memory")
{
    /// <summary>The labels at the midnight before each: in a log without a clock all events of a day stand at its midnight.</summary>
    internal LabelSet AtMidnight(ShopCalendar calendar) => this with
    {
        Rows = [.. Rows.Select(row => row with { Time = DateTimeOffset.FromUnixTimeMilliseconds(calendar.MidnightOf(row.Time.ToUnixTimeMilliseconds())) })],
    };
}
