using Foresale.Features;
using Foresale.Learning.Agents;
using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Encoders;
using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using Foresale.Learning.Tests.Agents;
using Foresale.States;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Tests.Horizons;

[Collection(TorchCollection.Name)]
public class HorizonLossTests
{
    private static readonly IntentOptions s_small = new() { EncoderWidth = 8, TrunkWidth = 16, Epochs = 2, MinUpdatesPerEpoch = 10, ActorUpdates = 5, Lambda = .5 };

    public HorizonLossTests() => TorchNative.Ensure();

    [Fact]
    public void A_row_pays_for_the_observed_bins_before_its_order_and_the_orders_own()
    {
        // Bought in bin 1 of 3; nothing in two observed bins; nothing observed.
        var table = HorizonShop.WithHorizons(Some.Table([[0], [0], [0]], [1, 0, 0]), HorizonShop.Horizons, [1, 3, 3], [3, 2, 0]);
        var planner = new ChunkPlanner(table);
        var batches = new TrajectoryReplay(table, planner, planner.Trajectories(Slice.Train), 64, 128).All();
        using var scope = NewDisposeScope();
        var hazards = tensor([Logit.Of(.2), Logit.Of(.5), Logit.Of(.9), Logit.Of(.2), Logit.Of(.5), Logit.Of(.9), 0, 0, 0], [3, 3]).to(ScalarType.Float32);

        var loss = new HorizonLoss(table, batches, CPU).Of(hazards, batches.Single()).item<float>();

        var one = -Math.Log(.8) - Math.Log(.5);
        var two = -Math.Log(.8) - Math.Log(.5);
        Assert.Equal((one + two) / 2, loss, 1e-5); // over the two rows of which something is known
    }

    [Fact]
    public void The_start_is_the_share_that_bought_of_those_at_risk()
    {
        var table = HorizonShop.WithHorizons(Some.Table([[0], [0], [0], [0]], [1, 0, 0, 0]), HorizonShop.Horizons, [0, 1, 3, 3], [3, 3, 2, 0]);

        var start = HorizonLoss.Start(table, [Slice.Train]);

        // At risk of the bins: 3, 2 and none; half a row added.
        Assert.Equal([Logit.Of(1.5 / 4), Logit.Of(1.5 / 3), Logit.Of(.5)], start.Select(s => (double)s), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Cut_off_windows_do_not_bend_the_hazards_and_counting_the_orders_seen_in_them_would()
    {
        const double Rate = .2;
        const int Days = 20;
        var log = HorizonShop.ConstantRate(shoppers: 1500, Rate, Days, seed: 3);
        var target = new Target(TargetKind.Session);
        var table = StateBuilder.Build(
            log,
            new StateRequest(target) { Plan = SplitPlan.AllTraining(log.Info), Settings = new FoldSettings { Zone = "UTC", Actions = ["view", "purchase"] }, Horizons = HorizonParser.Parse("1d,7d", target) },
            null,
            CancellationToken.None);

        var hazards = HorizonLoss.Start(table, [Slice.Train]).Select(z => Logit.Sigmoid(z)).ToArray();

        var truth = new[] { 0, 1 - Math.Exp(-Rate), 1 - Math.Exp(-Rate * 6) };
        Assert.Equal(truth, hazards, (a, b) => Math.Abs(a - b) < .025);
        var orders = log.Days.SelectMany(log.ReadDay).Where(e => e.Behavior == Events.Behavior.Purchase).ToLookup(e => e.UserId, e => e.Time.ToUnixTimeMilliseconds());
        var waits = Enumerable.Range(0, table.Nodes.Count).Select(n => orders[table.UserIds[table.Nodes.User[n]]].Where(t => t > table.Nodes.TimeMs[n]).Select(t => (t - table.Nodes.TimeMs[n]) / 86_400_000.0).DefaultIfEmpty(double.NaN).Min()).ToList();
        var seen = waits.Where((w, n) => (w < 7 || table.Nodes.ObservedBins[n] == 3) && !(w < 1)).ToList();
        Assert.True((double)seen.Count(w => w < 7) / seen.Count > truth[2] + .03);
    }

    [Fact]
    public void The_network_learns_the_hazards_of_rows_observed_to_different_ends()
    {
        var table = HorizonShop.Table(6000, seed: 1);
        using var trained = new IntentLearner(new IntentOptions { TrunkWidth = 16, Epochs = 1, MinUpdatesPerEpoch = 400, LearningRate = 1e-2, Dropout = 0, FeatureDropout = 0 }).Fit(table, new FitContext(), CancellationToken.None);

        var zero = Array.FindIndex(table.Features, f => f == 0);
        var one = Array.FindIndex(table.Features, f => f == 1);
        var hazards = trained.Hazards(table, [zero, one], CancellationToken.None).Select(z => Logit.Sigmoid(z)).ToArray();

        Assert.Equal(HorizonShop.Hazards.Cast<double>(), hazards, (a, b) => Math.Abs(a - b) < .06);
    }

    [Fact]
    public void To_ask_for_horizons_changes_no_other_head_not_even_where_gradients_are_clipped()
    {
        var plain = TokenShop.Table(shoppers: 20, longest: 10, seed: 2);
        var options = s_small with { GradientClip = .05 };
        using var without = new IntentLearner(options).Fit(plain, new FitContext(), CancellationToken.None);
        using var with = new IntentLearner(options).Fit(HorizonShop.AnyHorizons(plain, 1), new FitContext(), CancellationToken.None);

        Assert.All(without.Weights, weight => Assert.Equal(weight.Value, with.Weights[weight.Key]));
        Assert.Contains(with.Weights[IntentNetwork.HazardPrefix + "_weight"], weight => weight != 0);
    }

    [Fact]
    public void Updates_with_horizons_leave_no_tensor_behind()
    {
        var table = HorizonShop.AnyHorizons(TokenShop.Table(shoppers: 20, longest: 10, seed: 2), 1);
        var planner = new ChunkPlanner(table);
        var batch = new TrajectoryReplay(table, planner, planner.Trajectories(Slice.Train), 64, 128).All()[0];
        using var scope = NewDisposeScope();
        using var training = new CriticTraining(table, IntentShape.Of(table), s_small, lambda: .5, FeatureScaling.Fit(table, []), new FitContext(), [Slice.Train], []);
        training.Update(batch);

        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        for (var i = 0; i < 20; i++)
        {
            training.Update(batch);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Hazards_of_other_horizons_are_no_beginning()
    {
        var table = HorizonShop.AnyHorizons(TokenShop.Table(shoppers: 20, longest: 10, seed: 2), 1);
        using var first = new IntentLearner(s_small).Fit(table, new FitContext(), CancellationToken.None);

        float[] After(StateTable states)
        {
            using var scope = NewDisposeScope();
            using var network = new IntentNetwork(IntentShape.Of(states), s_small);
            WarmStart.Apply(network, first, logOdds: 0);
            return NamedTensors.Copy(network)[IntentNetwork.HazardPrefix + "_weight"];
        }

        Assert.Equal(first.Weights[IntentNetwork.HazardPrefix + "_weight"], After(table));
        Assert.NotEqual(first.Weights[IntentNetwork.HazardPrefix + "_weight"], After(table with { Horizons = [new(Events: 2), Horizon.Session, new(Days: 1)] }));
    }
}
