using Foresale.Events;

namespace Foresale.Tests.Events;

public sealed class ItemsFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"foresale-items-{Guid.NewGuid():N}.csv");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Columns_are_read_by_item()
    {
        File.WriteAllText(_path, "item_id,stock, name \n\na,5,\"tea, \"\"green\"\"\"\nb,,\n");

        var items = ItemsFile.Read(_path);

        Assert.Equal(("5", "tea, \"green\"", ""), (items["a"]["stock"], items["a"]["name"], items["b"]["stock"]));
    }

    [Theory]
    [InlineData("item_id,stock,Stock\na,5,6\n", "(1): the column 'stock' stands there 2 times. Keep one of them.")]
    [InlineData("\n\nitem_id,stock\n\na\n", "(5): there are 1 values under 2 columns. Give every row one value a column.")]
    [InlineData("item_id,stock\na,5\n\n\na,6\n", "(5): the item 'a' stands there twice. Give each item one row.")]
    [InlineData("\nsku,stock\na,5\n", "(2): there is no column 'item_id'. Give a CSV file with the columns item_id and stock.")]
    public void What_cannot_be_used_is_told_with_its_line(string text, string message)
    {
        File.WriteAllText(_path, text);

        Assert.Equal(_path + message, Assert.Throws<UserFaultException>(() => ItemsFile.Read(_path)).Message);
    }
}
