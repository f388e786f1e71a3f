using CsCheck;
using Foresale.Cleaning;

namespace Foresale.Tests.Cleaning;

public class SealedKeysTests
{
    [Fact]
    public void It_holds_the_keys_it_was_given_and_no_others()
    {
        Gen.Select(Gen.ULong.Array[0, 300], Gen.ULong.Array[0, 50]).Sample((keys, others) =>
        {
            var (set, known) = (new SealedKeys([.. keys]), keys.ToHashSet());

            Assert.All(keys, key => Assert.True(set.Contains(key)));
            Assert.All(others, key => Assert.Equal(known.Contains(key), set.Contains(key)));
            Assert.All(keys, key => Assert.Equal(known.Contains(key + 1), set.Contains(key + 1)));
        });
    }

    [Fact]
    public void Keys_come_back_from_their_bytes()
    {
        Assert.Equal([1UL, ulong.MaxValue, 7], SealedKeys.FromBytes(SealedKeys.ToBytes([1, ulong.MaxValue, 7])).ToArray());
    }
}
