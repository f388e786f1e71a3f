using Foresale.Features;

namespace Foresale.Tests.Features;

public class PairTableTests
{
    private const int StateSize = 3;

    [Fact]
    public void A_pair_in_the_place_of_one_that_gave_way_begins_at_zero()
    {
        var table = new PairTable(new PairArena(StateSize), new BlockPool<int>(), unbounded: false);
        for (var item = 0; item <= PairTable.Limit; item++)
        {
            var slot = table.Add(item, out _);
            Assert.Equal([0f, 0f, 0f], table.Values(slot).ToArray());
            Assert.Equal(0, table.Header(slot).Touches);
            table.Values(slot).Fill(item + 1);
            table.Header(slot).Touches = 1;
        }

        Assert.Equal(-1, table.Find(0));
    }

    [Fact]
    public void Growing_keeps_every_pair_and_leaves_other_shoppers_alone()
    {
        var (arena, memory) = (new PairArena(StateSize), new BlockPool<int>());
        var tables = new[] { new PairTable(arena, memory, unbounded: true), new PairTable(arena, memory, unbounded: true) };

        for (var item = 0; item < 200; item++)
        {
            tables[0].Values(tables[0].Add(item, out _)).Fill(item);
            tables[1].Values(tables[1].Add(item, out _)).Fill(-item);
        }

        for (var item = 0; item < 200; item++)
        {
            Assert.Equal(item, tables[0].Values(tables[0].Find(item))[2]);
            Assert.Equal(-item, tables[1].Values(tables[1].Find(item))[0]);
        }
    }

    [Fact]
    public void The_item_longest_untouched_gives_way_to_the_65th()
    {
        var table = new PairTable(new PairArena(StateSize), new BlockPool<int>(), unbounded: false);
        for (var item = 0; item < PairTable.Limit; item++)
        {
            table.Header(table.Add(item, out _)).LastEvent = item == 3 ? 0 : item + 1;
        }

        table.Add(64, out var spilled);

        Assert.Equal(0, spilled.LastEvent);
        Assert.Equal(-1, table.Find(3));
        Assert.Equal((1, PairTable.Limit), (table.Spilled, table.Count));
    }
}
