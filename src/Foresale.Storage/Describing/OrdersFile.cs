using System.Globalization;
using Foresale.Description;
using Foresale.Events;
using Foresale.Storage.Reading;

namespace Foresale.Storage.Describing;

/// <summary>The shop's real orders, from its books: delimited text with <c>order_id</c>, <c>time</c> and perhaps <c>user_id</c>.</summary>
public static class OrdersFile
{
    /// <summary>Reads the orders.</summary>
    /// <param name="path">The file.</param>
    /// <param name="zone">IANA name of the shop's zone: days are counted in it, and times without an offset are in it.</param>
    /// <exception cref="UserFaultException">A column is missing, or a time cannot be read.</exception>
    public static IReadOnlyList<RealOrder> Read(string path, string zone)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = SourceFile.Open(path, new Mapping());
        var zoneInfo = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var (order, time, user) = (Require(file, "order_id"), Require(file, "time"), Find(file, "user_id"));
        using var reader = new StreamReader(file.OpenRead());
        var orders = new List<RealOrder>();
        reader.ReadLine();
        for (var line = 2; reader.ReadLine() is { } text; line++)
        {
            if (text.Length == 0)
            {
                continue;
            }

            var fields = Csv.Fields(text, file.Delimiter);
            if (fields.Length <= Math.Max(order, time) || fields[order].Length == 0)
            {
                throw new UserFaultException($"{file.Name}({line.ToString(CultureInfo.InvariantCulture)})", "the row has no order_id or no time.", "Give each order both.");
            }

            orders.Add(new RealOrder(fields[order], Day(fields[time], zoneInfo, file.Name, line), user >= 0 && user < fields.Length && fields[user].Length > 0 ? fields[user] : null));
        }

        return orders;
    }

    private static DateOnly Day(string text, TimeZoneInfo zone, string name, int line)
    {
        var instant = IsoTime.Read(text, zone)
            ?? throw new UserFaultException($"{name}({line.ToString(CultureInfo.InvariantCulture)})", $"'{text}' is no time.", "Write times as 2026-03-02 14:05:00, with an offset where they are not in the shop's zone.");
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);
    }

    private static int Find(SourceFile file, string column) => file.Columns.ToList().FindIndex(c => string.Equals(c.Trim(), column, StringComparison.OrdinalIgnoreCase));

    private static int Require(SourceFile file, string column) => Find(file, column) is >= 0 and var index
        ? index
        : throw new UserFaultException($"{file.Name}(1)", $"there is no column '{column}'.", "Orders need the columns order_id and time; user_id is optional.");
}
