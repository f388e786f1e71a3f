using Foresale.Features;
using Foresale.Learning.Encoders;
using Foresale.Learning.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Tests.Encoders;

[Collection(TorchCollection.Name)]
public class EncoderTests
{
    private static readonly TokenSchema Schema = new([new TokenField("behavior", 6), new TokenField("item", 40)], Length: 4);

    public EncoderTests() => TorchNative.Ensure();

    [Theory]
    [InlineData(EncoderKind.Gru)]
    [InlineData(EncoderKind.Pooled)]
    [InlineData(EncoderKind.Transformer)]
    [InlineData(EncoderKind.Hstu)]
    public void A_later_token_changes_no_earlier_state(EncoderKind kind)
    {
        using var scope = NewDisposeScope();
        using var encoder = Encoder(kind);

        var (one, two) = (States(encoder, [2, 3, 4, 5], [7, 8, 9, 10]), States(encoder, [2, 3, 4, 3], [7, 8, 9, 30]));

        Assert.Equal(one[..^8], two[..^8]);
        Assert.NotEqual(one[^8..], two[^8..]);
    }

    [Theory]
    [InlineData(EncoderKind.Gru)]
    [InlineData(EncoderKind.Pooled)]
    [InlineData(EncoderKind.Transformer)]
    [InlineData(EncoderKind.Hstu)]
    public void Padding_at_the_right_changes_no_state_of_the_history(EncoderKind kind)
    {
        using var scope = NewDisposeScope();
        using var encoder = Encoder(kind);

        var (bare, padded) = (States(encoder, [2, 3], [7, 8]), States(encoder, [2, 3, 0, 0], [7, 8, 0, 0]));

        Assert.Equal(bare, padded[..bare.Length], (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Theory]
    [InlineData(EncoderKind.Gru)]
    [InlineData(EncoderKind.Pooled)]
    [InlineData(EncoderKind.Transformer)]
    [InlineData(EncoderKind.Hstu)]
    public void The_state_before_the_first_token_is_zero(EncoderKind kind)
    {
        using var scope = NewDisposeScope();
        using var encoder = Encoder(kind);

        Assert.Equal(new float[8], States(encoder, [2, 3], [7, 8])[..8]);
    }

    [Theory]
    [InlineData(EncoderKind.Pooled)]
    [InlineData(EncoderKind.Transformer)]
    [InlineData(EncoderKind.Hstu)]
    public void One_block_forgets_tokens_beyond_the_length(EncoderKind kind)
    {
        using var scope = NewDisposeScope();
        using var encoder = Encoder(kind, blocks: 1);

        var (one, two) = (States(encoder, [2, 3, 4, 5, 2, 3], [7, 8, 9, 10, 11, 12]), States(encoder, [5, 4, 4, 5, 2, 3], [30, 31, 9, 10, 11, 12]));

        Assert.Equal(one[^8..], two[^8..], (a, b) => Math.Abs(a - b) < 1e-5f);
    }

    [Fact]
    public void Fields_have_rows_of_their_own()
    {
        using var scope = NewDisposeScope();
        using var embedding = new TokenEmbedding(Schema, 8);

        var rows = embedding.RowsOf(tensor(new long[] { 3, 3, 5, 0 }, [1, 2, 2]));

        Assert.Equal([3L, 9L, 5L, 6L], rows.data<long>().ToArray());
        Assert.Equal(46, embedding.Rows);
    }

    private static SequenceEncoder Encoder(EncoderKind kind, int blocks = 2)
    {
        manual_seed(1);
        var encoder = SequenceEncoder.Create(Schema, new EncoderOptions(kind, Width: 8, blocks, Heads: 2, Dropout: .5));
        encoder.eval();
        return encoder;
    }

    private static float[] States(SequenceEncoder encoder, long[] behaviors, long[] items)
    {
        using var frozen = no_grad();
        var tokens = behaviors.Zip(items).SelectMany(p => new[] { p.First, p.Second }).ToArray();
        return [.. encoder.call(tensor(tokens, [1, behaviors.Length, 2])).data<float>()];
    }
}
