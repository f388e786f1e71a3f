using Foresale.Description;
using Foresale.Events;
using Foresale.Storage.Describing;

namespace Foresale.Storage.Tests.Describing;

public sealed class OrdersFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("foresale-orders-").FullName, "orders.csv");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void A_time_with_an_offset_falls_on_the_shops_day_and_one_without_is_the_shops_own()
    {
        File.WriteAllText(_path, "time;order_id;user_id\n2026-03-02T23:30:00Z;a;ann\n2026-03-02 23:30:00;b;\n");

        var orders = OrdersFile.Read(_path, "Europe/Paris");

        Assert.Equal([new RealOrder("a", new DateOnly(2026, 3, 3), "ann"), new RealOrder("b", new DateOnly(2026, 3, 2), null)], orders);
    }

    [Theory]
    [InlineData("id,time\n1,2026-03-02\n", "orders.csv(1): there is no column 'order_id'. Orders need the columns order_id and time; user_id is optional.")]
    [InlineData("order_id,time\n1,soon\n", "orders.csv(2): 'soon' is no time. Write times as 2026-03-02 14:05:00, with an offset where they are not in the shop's zone.")]
    [InlineData("order_id,time\n1,03/04/2014\n", "orders.csv(2): '03/04/2014' is no time. Write times as 2026-03-02 14:05:00, with an offset where they are not in the shop's zone.")]
    [InlineData("order_id,time\n,2026-03-02\n", "orders.csv(2): the row has no order_id or no time. Give each order both.")]
    public void A_file_that_is_none_is_refused(string text, string message)
    {
        File.WriteAllText(_path, text);

        Assert.Equal(message, Assert.Throws<UserFaultException>(() => OrdersFile.Read(_path, "UTC")).Message);
    }
}
