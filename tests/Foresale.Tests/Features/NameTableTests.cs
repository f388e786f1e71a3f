using System.IO.Hashing;
using System.Text;
using Foresale.Features;

namespace Foresale.Tests.Features;

public class NameTableTests
{
    [Fact]
    public void Names_of_any_length_keep_their_entries_as_the_table_grows()
    {
        string[] odd = ["", "a", new('x', 8_191), new('x', 8_192), new('y', 70_000), "b", "\u00e9\ud83d\ude00"];
        string[] names = [.. odd, .. Enumerable.Range(0, 3_000).Select(i => $"item-{i}")];
        var table = new NameTable();

        Assert.Equal(Enumerable.Range(0, names.Length), names.Select(n => table.FindOrAdd(n)).ToArray());
        Assert.Equal(Enumerable.Range(0, names.Length), names.Select(table.Find).ToArray());
        Assert.Equal(names, Enumerable.Range(0, table.Count).Select(i => table[i].ToString()));
        Assert.Equal(-1, table.Find("item-3000"));
    }

    [Fact]
    public void A_wrong_guess_changes_nothing()
    {
        var table = new NameTable();
        table.FindOrAdd("one");

        Assert.Equal(1, table.FindOrAdd("two", guess: 0));
        Assert.Equal(0, table.FindOrAdd("one", guess: 1));
        Assert.Equal((1, 2), (table.FindOrAdd("two", guess: 1), table.Count));
    }

    [Fact]
    public void A_name_is_hashed_from_its_letters_alone()
    {
        var table = new NameTable(embedding: 100, seed: 2);
        table.FindOrAdd("other");
        var hash = XxHash64.HashToUInt64(Encoding.UTF8.GetBytes("shoes"), 2);

        Assert.Equal(2 + (int)(hash % 98), table.Tokens(table.FindOrAdd("shoes")).One);
        Assert.Equal((1, 1), table.Tokens(-1));
    }
}
