using CsCheck;
using Foresale.Evaluation;
using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Export;
using Foresale.Learning.Fusion;
using Foresale.Learning.Horizons;
using Foresale.Learning.Tests.Agents;
using Foresale.Scoring;
using Foresale.States;

namespace Foresale.Learning.Tests.Horizons;

[Collection(TorchCollection.Name)]
public class HorizonModelTests
{
    [Fact]
    public void Shorter_horizons_take_their_share_of_the_intent_and_longer_ones_what_is_left()
    {
        // h = .1, .2, .5: P = .1, .28, .64.
        var into = new float[3];

        HorizonCurve.Fill([(float)Logit.Of(.1), (float)Logit.Of(.2), (float)Logit.Of(.5)], target: 1, intent: .14f, into);

        Assert.Equal([.05f, .14f, 1 - (.86f * .36f / .72f)], into, (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void Without_an_intent_the_hazards_speak_for_themselves()
    {
        var into = new float[3];

        HorizonCurve.Fill([(float)Logit.Of(.1), (float)Logit.Of(.2), (float)Logit.Of(.5)], target: -1, intent: 0, into);

        Assert.Equal([.1f, .28f, .64f], into, (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void Whatever_the_hazards_a_longer_horizon_is_never_less_likely_and_the_targets_own_is_the_intent() =>
        Gen.Select(Gen.Float[-40, 40].Array[1, 8], Gen.Int[0, 7], Gen.Float[-30, 30]).Sample((hazards, place, logit) =>
        {
            var (target, intent) = (place % hazards.Length, (float)Logit.Sigmoid(logit));
            var into = new float[hazards.Length];

            HorizonCurve.Fill(hazards, target, intent, into);

            return into[target] == intent && into.All(p => p is >= 0 and <= 1) && into.Zip(into.Skip(1)).All(p => p.First <= p.Second);
        });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_graph_answers_as_the_code_does_and_keeps_the_order_of_the_horizons(int target)
    {
        var table = HorizonShop.AnyHorizons(TokenShop.Table(shoppers: 40, longest: 10, seed: 1), 2);
        using var trained = new IntentLearner(new IntentOptions { EncoderWidth = 8, TrunkWidth = 16, Lambda = .5, Epochs = 2, MinUpdatesPerEpoch = 20, ActorUpdates = 5 }).Fit(table, new FitContext(), CancellationToken.None);
        var horizons = new HorizonModel(trained, target, [new(1.5, .3), HazardMap.None, new(.7, -1)]);
        using var onnx = new OnnxModel(ModelGraph.ToBytes(Shipping(trained.Supervised) with { Horizons = horizons }, MissingValues.Fit(table), table.TokenSchema));
        var nodes = table.AllNodes();

        var scores = onnx.Run(table, nodes, CancellationToken.None);

        Assert.Equal(horizons.Predict(table, nodes, scores.Intent, CancellationToken.None), scores.Horizons!, (a, b) => Math.Abs(a - b) < 1e-5f);
        Assert.Equal(scores.Intent, nodes.Select(i => scores.Horizons![(i * 3) + target]));
        Assert.All(nodes, i => Assert.True(scores.Horizons![i * 3] <= scores.Horizons[(i * 3) + 1] && scores.Horizons[(i * 3) + 1] <= scores.Horizons[(i * 3) + 2]));
    }

    [Fact]
    public void A_saved_network_keeps_its_hazards()
    {
        var table = HorizonShop.Table(500, seed: 4);
        using var folder = new TempFolder();
        using var trained = new IntentLearner(new IntentOptions { TrunkWidth = 8, Epochs = 1 }).Fit(table, new FitContext(), CancellationToken.None);

        trained.Save(folder.Path);
        using var loaded = TrainedIntent.Load(folder.Path);

        Assert.Equal(["1e", "session", "1d"], loaded.Shape.Horizons);
        Assert.Equal(trained.Hazards(table, [0, 1, 2], CancellationToken.None), loaded.Hazards(table, [0, 1, 2], CancellationToken.None));
    }

    [Fact]
    public void A_hazard_that_is_twice_too_sure_is_mapped_and_a_right_one_is_left_alone()
    {
        Assert.Equal(HazardMap.None, HorizonFit.MapOf(Draws(seed: 1, stretch: 1), Draws(seed: 2, stretch: 1), seed: 1));

        var map = HorizonFit.MapOf(Draws(seed: 1, stretch: 2), Draws(seed: 2, stretch: 2), seed: 1);

        Assert.InRange(map.Scale, .4, .6);
        Assert.InRange(map.Shift, -.15, .15);
    }

    [Fact]
    public void A_half_without_buyers_leaves_the_hazard_as_it_is() =>
        Assert.Equal(HazardMap.None, HorizonFit.MapOf(Draws(seed: 1, stretch: 2), Draws(seed: 2, stretch: 2) with { Outcome = new float[2000] }, seed: 1));

    // Log-odds uniform in -3..1, outcomes by them, predictions stretched.
    private static Predictions Draws(int seed, double stretch)
    {
        var random = new Random(seed);
        var odds = Enumerable.Range(0, 2000).Select(_ => (random.NextDouble() * 4) - 3).ToArray();
        return new Predictions(
            "1d", [.. odds.Select(x => (float)Logit.Sigmoid(stretch * x))], [.. odds.Select(x => random.NextDouble() < Logit.Sigmoid(x) ? 1f : 0f)],
            [.. odds.Select(_ => 1f)], [.. Enumerable.Range(0, odds.Length)]);
    }

    private static FusedModel Shipping(IIntentModel model)
    {
        var report = new FusionReport
        {
            Learners = [model.Name], Weights = [1], Intercept = 0, IsotonicGain = new(0, 0, 0), IsotonicKept = false, LearnerLosses = [], FusionLoss = 0, BestSingle = model.Name,
            Gate = new GateVerdict(default, ShipsFusion: false, IsBetter: false), Ships = model.Name,
        };
        return new FusedModel(new FusionModel([model], new LogitFusion(0, [1]), isotonic: null), model, report);
    }
}
