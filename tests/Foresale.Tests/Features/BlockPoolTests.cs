using Foresale.Features;

namespace Foresale.Tests.Features;

public class BlockPoolTests
{
    [Fact]
    public void A_block_that_grows_keeps_what_it_holds_and_leaves_other_blocks_alone()
    {
        var pool = new BlockPool<int>();
        var (one, other) = (pool.Rent(3), pool.Rent(3));
        one.AsSpan().Fill(1);
        other.AsSpan().Fill(2);

        one = pool.Grow(one, 5);
        one.AsSpan(3).Fill(3);

        Assert.Equal([1, 1, 1, 3, 3], one);
        Assert.Equal([2, 2, 2], other);
    }

    [Fact]
    public void A_block_that_was_outgrown_is_the_next_of_its_length()
    {
        var pool = new BlockPool<int>();
        var outgrown = pool.Grow(default, 3);
        pool.Grow(outgrown, 5);

        // By place: what blocks hold is undefined, and may be equal.
        Assert.Equal(outgrown.Offset, pool.Rent(3).Offset);
        Assert.NotEqual(outgrown.Offset, pool.Rent(3).Offset);
    }

    [Fact]
    public void A_block_may_be_longer_than_a_page()
    {
        var pool = new BlockPool<long>();

        Assert.Equal(1_000_000, pool.Rent(1_000_000).Count);
        Assert.Equal(7, pool.Rent(7).Count);
    }
}
