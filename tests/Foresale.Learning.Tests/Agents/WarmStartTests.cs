using Foresale.Events;
using Foresale.Features;
using Foresale.Learning.Agents;
using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Native;
using Foresale.States;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Tests.Agents;

[Collection(TorchCollection.Name)]
public class WarmStartTests
{
    private static readonly IntentOptions Options = new() { EncoderWidth = 12, TrunkWidth = 16, Lambda = .5, Epochs = 12, MinUpdatesPerEpoch = 30, ActorUpdates = 2 };

    public WarmStartTests() => TorchNative.Ensure();

    [Fact]
    public void Columns_find_each_other_by_name_and_unknown_ones_begin_without_weight()
    {
        using var scope = NewDisposeScope();
        var shape = new IntentShape { Features = 3, Columns = ["a", "b", "c"], Actions = 0, HasValue = false };
        using var from = Network(shape, weight: place => place);

        using var network = new IntentNetwork(shape with { Features = 2, Columns = ["c", "new"] }, Options);
        WarmStart.Apply(network, from, logOdds: 0);

        var first = NamedTensors.Copy(network)["_hidden1.weight"];
        Assert.Equal([2f, 0f, 3f], first[..3]); // c, new, time left
    }

    [Fact]
    public void A_shared_column_keeps_its_scale_and_another_gets_its_own()
    {
        using var scope = NewDisposeScope();
        var shape = new IntentShape { Features = 2, Columns = ["a", "b"], Actions = 0, HasValue = false };
        using var from = Network(shape, weight: _ => 0);

        var mixed = WarmStart.Scaling(Scaling(mean: 7, columns: 2), shape with { Columns = ["b", "new"] }, from);

        Assert.Equal([0f, 7f], mixed.Mean);
    }

    [Fact]
    public void A_column_that_never_changed_in_the_other_log_begins_with_its_own_scale_and_without_weight()
    {
        using var scope = NewDisposeScope();
        var shape = new IntentShape { Features = 2, Columns = ["a", "constant"], Actions = 0, HasValue = false };
        using var network = new IntentNetwork(shape, Options);
        using var from = new TrainedIntent(shape, Options, Scaling(mean: 0, columns: 2) with { InverseScale = [1, 0] }, NamedTensors.Copy(network), new TrainingHistory { Critic = "supervised" }, "cpu");
        using var tuned = new IntentNetwork(shape, Options);

        var mixed = WarmStart.Scaling(Scaling(mean: 7, columns: 2), shape, from);
        WarmStart.Apply(tuned, from, logOdds: 0);

        Assert.Equal([1f, 1f], mixed.InverseScale);
        Assert.Equal([0f, 7f], mixed.Mean);
        Assert.Equal(0f, NamedTensors.Copy(tuned)["_hidden1.weight"][1]);
    }

    [Theory]
    [InlineData("hour", "hour", true)]
    [InlineData("weekday", "weekday", true)]
    [InlineData("hour", "weekday", false)]
    public void Gaps_go_over_where_both_logs_or_neither_has_a_clock(string there, string here, bool goesOver)
    {
        using var scope = NewDisposeScope();
        var shape = new IntentShape { Features = 1, Columns = ["a"], Actions = 0, HasValue = false };
        IntentShape With(string clock) => shape with { Tokens = new TokenSchema([new TokenField("gap", 4), new TokenField(clock, 9)], Length: 5) };
        using var source = new IntentNetwork(With(there), Options);
        using var from = new TrainedIntent(With(there), Options, Scaling(mean: 0, columns: 1), NamedTensors.Copy(source), new TrainingHistory { Critic = "supervised" }, "cpu");
        using var network = new IntentNetwork(With(here), Options);

        WarmStart.Apply(network, from, logOdds: 0);

        float[] Gaps(IntentNetwork of) => Learning.Weights.Read(of.Encoder!.Tokens.Table.narrow(0, 0, 4));
        Assert.Equal(goesOver, Gaps(source).SequenceEqual(Gaps(network)));
    }

    [Fact]
    public void A_shared_column_is_clipped_to_what_either_log_holds()
    {
        using var scope = NewDisposeScope();
        var shape = new IntentShape { Features = 1, Columns = ["price"], Actions = 0, HasValue = false };
        var (cheap, dear) = (Scaling(mean: 10, columns: 1) with { Lowest = [-1], Highest = [1] }, Scaling(mean: 100, columns: 1)); // 9 to 11 in steps of 1, 90 to 110 in steps of 10
        using var network = new IntentNetwork(shape, Options);
        using var from = new TrainedIntent(shape, Options, cheap, NamedTensors.Copy(network), new TrainingHistory { Critic = "supervised" }, "cpu");

        var mixed = WarmStart.Scaling(dear with { InverseScale = [.1f], Lowest = [-1], Highest = [1] }, shape, from);

        Assert.Equal([-1f], mixed.Lowest);
        Assert.Equal([10f], mixed.Highest); // 110 lies beyond the limit of ten of the cheap shop's steps
    }

    [Fact]
    public void Rows_of_the_heads_find_each_other_by_the_actions_words()
    {
        using var scope = NewDisposeScope();
        var shape = new IntentShape { Features = 1, Columns = ["a"], Actions = 3, ActionWords = ["view", "cart", "purchase"], Purchase = 2, HasValue = true };
        using var source = new IntentNetwork(shape, Options);
        var weights = NamedTensors.Copy(source);
        weights["_behavior.bias"] = [1, 2, 3, 4]; // view, cart, purchase, leave
        using var from = new TrainedIntent(shape, Options, Scaling(mean: 0, columns: 1), weights, new TrainingHistory { Critic = "temporal difference" }, "cpu");
        using var network = new IntentNetwork(shape with { ActionWords = ["view", "search", "purchase"] }, Options);
        var before = NamedTensors.Copy(network);

        WarmStart.Apply(network, from, logOdds: 0);

        var after = NamedTensors.Copy(network);
        Assert.Equal([1, before["_behavior.bias"][1], 3, 4], after["_behavior.bias"]);
        Assert.Equal(before["_critic._first.weight"][16..32], after["_critic._first.weight"][16..32]); // of search
        Assert.Equal(weights["_critic._first.weight"][32..48], after["_critic._first.weight"][32..48]);
        Assert.Equal(weights["_actor._hidden.weight"], after["_actor._hidden.weight"]);
    }

    [Fact]
    public void Outcome_heads_keep_what_they_know_and_move_to_this_logs_base_rate()
    {
        using var scope = NewDisposeScope();
        var shape = new IntentShape { Features = 1, Columns = ["a"], Actions = 2, ActionWords = ["view", "purchase"], Purchase = 1, HasValue = true };
        using var source = new IntentNetwork(shape, Options);
        var weights = NamedTensors.Copy(source);
        (weights["_supervised.bias"], weights["_value.bias"], weights["_critic._first.bias"], weights["_critic._second.bias"], weights["_behavior.bias"]) = ([1], [2], [3, 0], [4, 0], [5, 6, 7]);
        using var from = new TrainedIntent(shape, Options, Scaling(mean: 0, columns: 1), weights, new TrainingHistory { Critic = "temporal difference", LogOdds = -2 }, "cpu");
        using var network = new IntentNetwork(shape, Options);

        WarmStart.Apply(network, from, logOdds: -3.5);

        var after = NamedTensors.Copy(network);
        Assert.Equal([-.5f, .5f, 1.5f, 2.5f], [after["_supervised.bias"][0], after["_value.bias"][0], after["_critic._first.bias"][0], after["_critic._second.bias"][0]]);
        Assert.Equal([5f, 6f, 7f], after["_behavior.bias"]);
    }

    [Fact]
    public void A_network_tells_the_base_rate_of_its_rows()
    {
        var table = TokenShop.Table(shoppers: 15, longest: 6, seed: 2);
        var rows = table.RowsOf(Slice.Train);

        using var trained = new IntentLearner(Options with { Epochs = 1 }).Fit(table, new FitContext(), CancellationToken.None);

        var rate = (rows.Sum(r => table.Nodes.Weight[r] * table.Nodes.Outcome[r]) / rows.Sum(r => table.Nodes.Weight[r]) * rows.Length) + .5;
        Assert.Equal(Math.Log(rate / (rows.Length + 1 - rate)), trained.History.LogOdds!.Value, tolerance: 1e-5);
    }

    [Fact]
    public void A_small_log_is_learnt_better_from_a_network_that_knows_a_larger_one()
    {
        var (large, small, test) = (TokenShop.Table(shoppers: 400, longest: 12, seed: 1), TokenShop.Table(shoppers: 15, longest: 6, seed: 2), TokenShop.Table(shoppers: 200, longest: 12, seed: 3));
        using var known = new IntentLearner(Options).Fit(large, new FitContext(), CancellationToken.None);

        using var scratch = new IntentLearner(Options).Fit(small, new FitContext(), CancellationToken.None);
        using var tuned = new IntentLearner(Options).Fit(small, new FitContext { Start = known }, CancellationToken.None);

        Assert.True(LogLoss(tuned, test) < LogLoss(scratch, test) - .01, $"{LogLoss(tuned, test):F4} against {LogLoss(scratch, test):F4}");
    }

    [Fact]
    public void The_network_takes_the_shape_of_the_one_that_it_begins_from()
    {
        using var known = new IntentLearner(Options with { Epochs = 1 }).Fit(TokenShop.Table(shoppers: 40, longest: 6, seed: 1), new FitContext(), CancellationToken.None);

        using var tuned = new IntentLearner(Options with { EncoderWidth = 8, TrunkWidth = 24, Epochs = 1 }).Fit(TokenShop.Table(shoppers: 40, longest: 6, seed: 2), new FitContext { Start = known }, CancellationToken.None);

        Assert.Equal((12, 16), (tuned.Options.EncoderWidth, tuned.Options.TrunkWidth));
    }

    [Fact]
    public void A_network_without_a_common_column_is_refused()
    {
        var shape = new IntentShape { Features = 1, Columns = ["other"], Actions = 0, HasValue = false };
        using var from = Network(shape, weight: _ => 0);

        var fault = Assert.Throws<UserFaultException>(() => new IntentLearner(Options).Fit(TokenShop.Table(shoppers: 15, longest: 6, seed: 2), new FitContext { Start = from }, CancellationToken.None));

        Assert.Equal(
            "network to begin from: it reads none of this data's feature columns, or was written before networks kept their names. Name a model trained on a log of the same kind by this version, or begin afresh.", fault.Message);
    }

    private static double LogLoss(TrainedIntent trained, StateTable table)
    {
        var nodes = table.AllNodes();
        return trained.TemporalDifference!.Predict(table, nodes, CancellationToken.None).Zip(nodes, (p, n) => -Math.Log(table.Nodes.Outcome[n] > 0 ? p : 1 - p)).Average();
    }

    private static TrainedIntent Network(IntentShape shape, Func<int, float> weight)
    {
        using var network = new IntentNetwork(shape, Options);
        var weights = NamedTensors.Copy(network);
        var columns = shape.Features + 1;
        weights["_hidden1.weight"] = [.. weights["_hidden1.weight"].Select((_, i) => weight(i % columns))];
        return new TrainedIntent(shape, Options, Scaling(mean: 0, shape.Features), weights, new TrainingHistory { Series = [], Critic = "supervised" }, "cpu");
    }

    private static Foresale.Learning.Encoders.FeatureScaling Scaling(float mean, int columns)
    {
        float[] All(float value) => [.. Enumerable.Repeat(value, columns)];
        return new() { Log = All(0), Mean = All(mean), InverseScale = All(1), Lowest = All(-10), Highest = All(10) };
    }
}
