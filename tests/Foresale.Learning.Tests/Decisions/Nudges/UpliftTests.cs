using Foresale.Decisions.Nudges;
using Foresale.Events;
using Foresale.Learning.Decisions.Nudges;

namespace Foresale.Learning.Tests.Decisions.Nudges;

[Collection(TorchCollection.Name)]
public class UpliftTests
{
    private static readonly PlantedExperiment s_train = PlantedExperiment.Draw(6_000, seed: 1);
    private static readonly PlantedExperiment s_test = PlantedExperiment.Draw(20_000, seed: 2);

    public static TheoryData<UpliftLearner, UpliftBase> Methods()
    {
        var data = new TheoryData<UpliftLearner, UpliftBase>();
        foreach (var method in UpliftMethod.All)
        {
            data.Add(method.Learner, method.Base);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_learner_ranks_strangers_by_uplift_far_better_than_exact_intent(UpliftLearner learner, UpliftBase kind)
    {
        var scores = new UpliftMethod(learner, kind).Fit(s_train.Experiment, seed: 1, CancellationToken.None).Predict(s_test.Experiment.Features);

        var learned = QiniCurve.OfTruth(scores, s_test.TrueUplift);
        var oracle = QiniCurve.OfTruth(s_test.TrueUplift, s_test.TrueUplift);
        var intent = QiniCurve.OfTruth(s_test.Intent, s_test.TrueUplift);
        Assert.True(learned.Coefficient > .6 * oracle.Coefficient, $"{learned.Coefficient} of {oracle.Coefficient}");
        Assert.True(intent.Coefficient < .1 * oracle.Coefficient, $"{intent.Coefficient} of {oracle.Coefficient}");
    }

    [Fact]
    [Trait("Speed", "slow")]
    public void On_twenty_thousand_shoppers_the_best_ranking_has_four_fifths_of_the_oracles_area()
    {
        var train = PlantedExperiment.Draw(20_000, seed: 3).Experiment;
        var method = UpliftTraining.Choose(train, seed: 1, CancellationToken.None);

        var scores = method.Fit(train, seed: 1, CancellationToken.None).Predict(s_test.Experiment.Features);

        var share = QiniCurve.OfTruth(scores, s_test.TrueUplift).Coefficient / QiniCurve.OfTruth(s_test.TrueUplift, s_test.TrueUplift).Coefficient;
        Assert.True(share >= .8, $"{method.Name}: {share}");
    }

    [Fact]
    public void Doubly_robust_scores_have_the_effect_on_each_kind_as_their_mean_though_the_regressions_see_noise_alone()
    {
        var experiment = s_test.Experiment with { FeatureNames = ["noise"], Features = [.. Enumerable.Range(0, s_test.Experiment.Count).Select(i => s_test.Experiment.Row(i)[5])] };

        var scores = DrLearner.Scores(experiment, UpliftBase.Linear, seed: 1, CancellationToken.None);

        Assert.All(Enum.GetValues<ShopperKind>(), kind => Assert.Equal(
            PlantedExperiment.Truth[(int)kind].Uplift,
            scores.Where((_, i) => s_test.Kinds[i] == kind).Average(),
            .06)); // three standard errors of the smallest kind
    }

    [Fact]
    public void Equal_seeds_give_equal_models()
    {
        double[] Fit(int seed) => new UpliftMethod(UpliftLearner.DrLearner, UpliftBase.Trees).Fit(s_train.Experiment, seed, CancellationToken.None).Predict(s_test.Experiment.Features);

        Assert.Equal(Fit(3), Fit(3));
        Assert.NotEqual(Fit(3), Fit(4));
    }

    [Fact]
    public void An_experiment_by_a_coin_passes() => Assert.True(RandomisationCheck.Of(s_train.Experiment, seed: 1, CancellationToken.None).IsRandom);

    [Fact]
    public void Offers_that_were_aimed_are_refused()
    {
        var random = new Random(1);
        var aimed = s_train.Experiment with { PlannedShare = null, IsTreated = [.. s_train.Intent.Select(i => random.NextDouble() < (i > .2 ? .6 : .45))] };

        var fault = Assert.Throws<UserFaultException>(() => UpliftTraining.Run(aimed, "shop.csv", seed: 1, progress: null, CancellationToken.None));

        Assert.StartsWith("shop.csv: the offer was not made by chance: features tell who got it (area under the curve ", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("if it was aimed, run an experiment that draws who gets it.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_was_recorded_after_the_offer_is_found()
    {
        var experiment = s_train.Experiment;
        var random = new Random(1);
        var leak = experiment with
        {
            FeatureNames = ["visits", "coupon_seen"],
            Features = [.. Enumerable.Range(0, experiment.Count).SelectMany(i => (float[])[experiment.Row(i)[0], experiment.IsTreated[i] && random.NextDouble() < .3 ? 1 : 0])],
        };

        var check = RandomisationCheck.Of(leak, seed: 1, CancellationToken.None);

        Assert.False(check.IsRandom);
        Assert.Equal("coupon_seen", check.TellingFeature);
    }

    [Fact]
    public void An_offer_without_effect_gets_no_ranking_and_nobody_the_offer()
    {
        var coin = new Random(9);
        var idle = s_train.Experiment with { IsTreated = [.. s_train.Kinds.Select(_ => coin.Next(2) == 0)], PlannedShare = .5 };
        idle = idle with { Orders = [.. s_train.Kinds.Select(k => coin.NextDouble() < PlantedExperiment.Truth[(int)k].Buys ? 1.0 : 0)] };

        var learned = UpliftTraining.Run(idle, "x", seed: 1, progress: null, CancellationToken.None);
        var decision = NudgeDecision.Of(idle, learned.Uplift, learned.Intent, seed: 1, CancellationToken.None);

        Assert.False(decision.Qini.IsAboveZero);
        Assert.Equal(OfferOrder.Nobody, decision.Order);
        Assert.All(decision.Expected(idle.UserIds, learned.Uplift), e => Assert.Equal(0, e));
    }

    [Fact]
    public void Strangers_to_the_model_are_ranked_better_than_by_intent()
    {
        var learned = UpliftTraining.Run(s_train.Experiment, "x", seed: 1, progress: null, CancellationToken.None);
        var decision = NudgeDecision.Of(s_train.Experiment, learned.Uplift, learned.Intent, seed: 1, CancellationToken.None);

        Assert.Equal(OfferOrder.Uplift, decision.Order);
        Assert.True(decision.OverIntent.IsAboveZero);
        Assert.Same(learned.Uplift, decision.Expected(s_train.Experiment.UserIds, learned.Uplift));
    }

    [Fact]
    public void Orders_that_are_counts_are_learnt_as_well()
    {
        var experiment = s_train.Experiment with { Orders = [.. s_train.Experiment.Orders.Select((o, i) => o * (1 + (i % 3)))] };

        Assert.All(UpliftMethod.All, m =>
        {
            var scores = m.Fit(experiment, seed: 1, CancellationToken.None).Predict(s_test.Experiment.Features);
            Assert.True(QiniCurve.OfTruth(scores, s_test.TrueUplift).Coefficient > .012, m.Name);
        });
    }
}
