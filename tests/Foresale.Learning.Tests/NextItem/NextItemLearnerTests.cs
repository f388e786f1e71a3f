using System.Globalization;
using Foresale.Decisions.Recommendation;
using Foresale.Learning.Native;
using Foresale.Learning.NextItem;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Tests.NextItem;

[Collection(TorchCollection.Name)]
public class NextItemLearnerTests
{
    private const int Items = 12;
    private static readonly NextItemOptions Small = new() { Width = 16, Negatives = 6, BatchSessions = 16, LearningRate = .02, Epochs = 15, Dropout = .1 };

    public NextItemLearnerTests() => TorchNative.Ensure();

    // Sessions that walk a circle of items, forwards where they began at an even one, else backwards.
    private static ItemSessions Walks(int count, int seed)
    {
        var random = new Random(seed);
        return ItemSessions.Of(
            Enumerable.Range(0, count).Select(_ =>
            {
                var (first, length) = (random.Next(Items), random.Next(2, 7));
                return Enumerable.Range(0, length).Select(t => (first + ((first % 2 == 0 ? 1 : Items - 1) * t)) % Items).ToArray();
            }),
            Items);
    }

    private static NextItemModel Fit(NextItemOptions options, int seed = 1) => new NextItemLearner(options).Fit(Walks(300, 1), validation: null, new FitContext(seed), CancellationToken.None);

    private static float[] Predict(NextItemModel model, params int[] context)
    {
        var probabilities = new float[Items];
        model.Predict(ItemSessions.Of([context], Items), probabilities);
        return probabilities;
    }

    [Fact]
    public void The_way_that_a_session_goes_is_learnt()
    {
        using var model = Fit(Small);

        var ranks = NextItemCases.Of(Walks(60, 2)).Ranks(model, 1, CancellationToken.None);

        // The last item alone leaves two candidates; only its place in the order tells which.
        Assert.True(ranks.Precision > .95, $"{ranks.Precision}");
        Assert.Equal(1, Predict(model, 3, 2).Sum(), tolerance: 1e-5);
    }

    [Fact]
    public void Equal_seeds_give_equal_models()
    {
        using var first = Fit(Small with { Epochs = 2 });
        using var second = Fit(Small with { Epochs = 2 });
        using var other = Fit(Small with { Epochs = 2 }, seed: 2);

        Assert.Equal(Predict(first, 4, 5, 6), Predict(second, 4, 5, 6));
        Assert.NotEqual(Predict(first, 4, 5, 6), Predict(other, 4, 5, 6));
    }

    [Fact]
    public void A_session_is_read_alike_alone_and_beside_longer_ones()
    {
        using var model = Fit(Small with { Epochs = 1 });
        var both = new float[2 * Items];

        model.Predict(ItemSessions.Of([[4, 5], [1, 0, 11, 10, 9]], Items), both);

        Assert.Equal(Predict(model, 4, 5), both[..Items], (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Later_clicks_change_no_earlier_state()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var network = new NextItemNetwork(Items, 8, 0);

        var states = network.call(tensor([1L, 2, 3, 1, 2, 9], 2, 3)); // [2, 3, 8]

        Assert.True(states.select(0, 0).narrow(0, 0, 2).allclose(states.select(0, 1).narrow(0, 0, 2), 0, 0));
        Assert.False(states.select(0, 0).select(0, 2).allclose(states.select(0, 1).select(0, 2), 0, 1e-3));
    }

    [Fact]
    public void Nothing_known_of_a_session_gives_nothing()
    {
        using var model = Fit(Small with { Epochs = 1 });

        Assert.Equal(new float[Items], Predict(model));
    }

    [Fact]
    public void The_epoch_that_ranks_held_out_cases_best_is_kept()
    {
        var told = new List<string>();
        using var model = new NextItemLearner(Small with { Epochs = 30, Patience = 2, LearningRate = .05 }).Fit(
            Walks(60, 1), NextItemCases.Of(Walks(40, 2)), new FitContext { Tell = told.Add }, CancellationToken.None);

        var kept = NextItemCases.Of(Walks(40, 2)).Ranks(model, 20, CancellationToken.None).ReciprocalRank;

        var scores = told.Select(line => double.Parse(line.Split("MRR@20 ")[1].Split('%')[0], CultureInfo.InvariantCulture) / 100).ToList();
        Assert.InRange(told.Count, 3, 29);
        Assert.Equal(scores.Max(), kept, tolerance: 6e-5); // told to a hundredth of a per cent
        Assert.True(scores[^1] < scores.Max(), "the last epoch is not the best");
        Assert.Equal(scores.IndexOf(scores.Max()) + 1, model.Epochs);
    }

    [Fact]
    public void Validation_without_a_case_is_no_validation()
    {
        using var without = Fit(Small with { Epochs = 2 });
        using var empty = new NextItemLearner(Small with { Epochs = 2 }).Fit(Walks(300, 1), NextItemCases.Of(ItemSessions.Of([], Items)), new FitContext(1), CancellationToken.None);

        Assert.Equal(2, empty.Epochs);
        Assert.Equal(Predict(without, 1), Predict(empty, 1));
    }

    [Fact]
    public void A_fit_stopped_after_an_epoch_repeats_the_longer_one()
    {
        using var longer = Fit(Small with { Epochs = 3 });
        using var whole = Fit(Small with { Epochs = 3, StopAfter = 3 });
        using var stopped = Fit(Small with { Epochs = 3, StopAfter = 1 });
        using var shorter = Fit(Small with { Epochs = 1 });

        Assert.Equal((3, 3, 1, 1), (longer.Epochs, whole.Epochs, stopped.Epochs, shorter.Epochs));
        Assert.Equal(Predict(longer, 1), Predict(whole, 1));
        Assert.NotEqual(Predict(shorter, 1), Predict(stopped, 1)); // on the curve of three epochs the rate is still high after one
    }

    [Fact]
    public void A_budget_ends_a_fit()
    {
        using var model = Fit(Small with { Budget = TimeSpan.Zero });

        Assert.Equal(0, model.Epochs);
    }

    [Fact]
    public void A_fit_and_its_predictions_leave_no_tensor_behind()
    {
        void Once()
        {
            using var model = Fit(Small with { Epochs = 1 });
            Predict(model, 1, 2);
        }

        Once();
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        Once();

        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }
}
