using Foresale.Learning.Native;
using Foresale.Learning.Softmax;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Tests.Softmax;

[Collection(TorchCollection.Name)]
public class SampledSoftmaxTests
{
    private static readonly float[] Logits = [1.5f, -.5f, .3f, 2f, -1f, 0f, .8f, -2f];
    private static readonly int[] Clicks = [100, 1, 20, 7, 3, 0, 50, 2];

    public SampledSoftmaxTests() => TorchNative.Ensure();

    // ln Z - s_y of one case, y the true item, with what a sampler draws.
    private static double Loss(NegativeSampler sampler, int y, Random random)
    {
        using var scope = NewDisposeScope();
        var (items, logExpected) = sampler.Draw(random);
        var scores = Array.ConvertAll(items, item => Logits[item - 1]);
        return SampledSoftmax.Loss(ones(1, 1), tensor(new[] { Logits[y] }, 1, 1), tensor(scores, scores.Length, 1), tensor(logExpected), SampledSoftmax.Collisions([y + 1], items)).item<float>();
    }

    [Fact]
    public void Every_item_once_is_the_full_softmax()
    {
        var sampler = new NegativeSampler(Clicks, draws: Clicks.Length, uniformShare: 1);
        var full = Math.Log(Logits.Sum(s => Math.Exp(s))) - Logits[2];

        Assert.Equal(full, Loss(sampler, y: 2, new Random(1)), tolerance: 1e-5);
    }

    [Theory]
    [InlineData(2, .5)]
    [InlineData(5, .1)]
    public void The_sum_over_all_items_is_right_on_average(int draws, double uniformShare)
    {
        const int Repeats = 10_000;
        var sampler = new NegativeSampler(Clicks, draws, uniformShare);
        var random = new Random(3);
        var partition = Logits.Sum(s => Math.Exp(s));

        var mean = Enumerable.Range(0, Repeats).Average(_ => Math.Exp(Loss(sampler, y: 3, random) + Logits[3]));

        Assert.Equal(1, mean / partition, tolerance: .02);
    }

    [Fact]
    public void An_item_is_drawn_as_often_as_is_said()
    {
        const int Repeats = 20_000;
        var sampler = new NegativeSampler(Clicks, draws: 3, uniformShare: .5);
        var (counts, expected) = (new double[Clicks.Length], new double[Clicks.Length]);
        var random = new Random(4);

        for (var i = 0; i < Repeats; i++)
        {
            var (items, log) = sampler.Draw(random);
            for (var k = 0; k < items.Length; k++)
            {
                counts[items[k] - 1]++;
                expected[items[k] - 1] = Repeats * Math.Exp(log[k]);
            }
        }

        Assert.All(counts.Zip(expected), pair => Assert.InRange(pair.First / pair.Second, .95, 1.05));
        Assert.Equal(3.0 * Repeats, expected.Sum(), tolerance: 1);
    }
}
