using Foresale.Features;
using Foresale.Learning.Baselines;
using Foresale.States;

namespace Foresale.Learning.Tests.Baselines;

public class LinearTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void With_one_binary_column_and_no_penalty_each_group_gets_its_own_rate()
    {
        // Group 0 buys 1 in 4, group 1 buys 3 in 5: the maximum likelihood is exactly these rates.
        var table = Some.Table([[0], [0], [0], [0], [1], [1], [1], [1], [1]], [1, 0, 0, 0, 1, 1, 1, 0, 0]);

        var model = new LogisticLearner(new LogisticOptions { DefaultPenalty = 1e-9 }).Fit(table, Token);

        Assert.Equal(.25, model.Predict(table, [0], Token)[0], 1e-5);
        Assert.Equal(.60, model.Predict(table, [4], Token)[0], 1e-5);
    }

    [Fact]
    public void At_the_fit_the_gradient_of_the_penalised_loss_is_zero()
    {
        var table = Some.Shop(400, seed: 1, columns: 4, slice: _ => Slice.Train);
        const double penalty = 5;

        var model = new LogisticLearner(new LogisticOptions { DefaultPenalty = penalty }).Fit(table, Token);

        var p = model.Predict(table, table.AllNodes(), Token);
        for (var j = 0; j < 4; j++)
        {
            var gradient = Enumerable.Range(0, 400).Sum(i => (p[i] - table.Nodes.Outcome[i]) * (double)model.Standardizer.Apply(j, table.FeaturesOf(i)[j]));
            Assert.Equal(0, gradient + (penalty * model.Coefficients[j + 1]), 1e-3);
        }

        Assert.Equal(table.Nodes.Outcome.Average(), p.Average(), 1e-5); // the intercept is not penalised
    }

    [Fact]
    public void A_weight_of_two_counts_as_two_rows()
    {
        var learner = new LogisticLearner(new LogisticOptions { DefaultPenalty = 1e-9 });
        var weighted = Some.Table([[0], [0], [1], [1]], [1, 0, 1, 0], weight: [1, 3, 3, 2]);

        var p = learner.Fit(weighted, Token).Predict(weighted, [0, 2], Token);

        Assert.Equal(.25, p[0], 1e-5);
        Assert.Equal(.60, p[1], 1e-5);
    }

    [Fact]
    public void The_penalty_with_the_lowest_validation_loss_stays()
    {
        var table = Some.Shop(600, seed: 2, columns: 30);

        var model = new LogisticLearner().Fit(table, Token);

        Assert.Equal([3000, 300, 30, 3, .3], model.Trials.Select(t => t.Penalty));
        Assert.Equal(model.Trials.MinBy(t => t.Loss), model.Trial);
    }

    [Fact]
    public void Constant_columns_separated_groups_and_one_outcome_do_not_stop_it()
    {
        var constant = Some.Table([[1, 5], [1, 5], [1, 5], [1, 5]], [1, 0, 0, 0]);
        var separated = Some.Table([[0], [0], [1], [1]], [0, 0, 1, 1]);
        var never = Some.Table([[0], [1]], [0, 0]);
        var learner = new LogisticLearner();

        Assert.Equal(.25, learner.Fit(constant, Token).Predict(constant, [0], Token)[0], 1e-5);
        Assert.InRange(learner.Fit(separated, Token).Predict(separated, [2], Token)[0], .5f, .999f);
        Assert.Equal(.5 / 3, learner.Fit(never, Token).Predict(never, [0], Token)[0], 1e-5);
    }

    [Fact]
    public void A_long_tail_is_bent_and_a_flag_is_not()
    {
        // e^0 - 1, e^1 - 1, ... become 0, 1, ...: mean 2, deviation sqrt(2).
        var table = Some.Table([.. Enumerable.Range(0, 5).Select(i => new[] { (float)(Math.Exp(i) - 1), i == 0 ? 1f : 0f })], [0, 1, 0, 1, 0]);

        var scale = Standardizer.Fit(FeatureRows.Of(table, Slice.Train));

        Assert.Equal([true, false], scale.Bent);
        Assert.Equal(2, scale.Mean[0], 1e-5);
        Assert.Equal((3 - 2) / Math.Sqrt(2), scale.Apply(0, (float)(Math.Exp(3) - 1)), 1e-5);
        Assert.Equal(Standardizer.Limit, scale.Apply(0, 1e30f));
    }

    [Fact]
    public void The_base_rate_is_the_weighted_share_of_buyers_and_half_a_row()
    {
        var table = Some.Table([[0], [0], [0], [0]], [1, 0, 0, 0], weight: [2, 1, 1, 0]);

        var model = BaseRateLearner.Fit(table, Slice.Train);

        Assert.Equal((1.5 + .5) / 4, model.Rate, 1e-6); // three rows count; weights scale to 1.5, .75, .75
    }

    [Fact]
    public void The_recency_rule_takes_the_latest_of_cart_favorite_and_view_and_has_a_rate_for_never()
    {
        FeatureColumn[] columns =
        [
            Some.Column("user_days_since_cart", unit: "days"), Some.Column("user_days_since_view", unit: "days"), Some.Column("session_steps_since_view", unit: "events"),
            Some.Column("user_days_since_purchase", unit: "days"), Some.Column("user_days_since_cart_missing", unit: "0/1"), Some.Column("user_days_since_view_missing", unit: "0/1"),
        ];
        var random = new Random(3);
        var rows = new List<float[]>();
        var outcome = new List<float>();
        for (var i = 0; i < 20_000; i++)
        {
            var (view, never, noCart) = ((float)random.Next(30), i % 3 == 0, random.NextDouble() < .5);
            var time = noCart ? view : Math.Min(view, 2);
            rows.Add([2, view, 5, 0, never || noCart ? 1 : 0, never ? 1 : 0]);
            outcome.Add(random.NextDouble() < (never ? .02 : 1 / (1 + Math.Exp(-(1 - Math.Log(1 + time))))) ? 1 : 0);
        }

        var table = Some.Table([.. rows], [.. outcome], columns: columns) with { Target = new Target(TargetKind.User, HorizonDays: 7) };

        var model = RecencyLearner.Fit(table, Token, Slice.Train);

        Assert.Equal(["user_days_since_cart", "user_days_since_view"], model.ColumnNames);
        Assert.Equal(-1, model.Slope, .1);
        Assert.Equal(1, model.Intercept, .2);
        Assert.Equal(.02, Logit.Sigmoid(model.Intercept + model.NeverShift), .01);
    }

    [Fact]
    public void For_items_the_rule_asks_about_the_item()
    {
        FeatureColumn[] columns = [Some.Column("user_days_since_view", unit: "days"), Some.Column("pair_days_since_last", FeatureGroup.Item, "days"), Some.Column("pair_days_since_first", FeatureGroup.Item, "days")];

        var found = RecencyColumns.Find(new FeatureSchema(columns), new Target(TargetKind.UserItem, HorizonDays: 30));

        Assert.Equal([1], found!.Columns);
    }

    [Fact]
    public void Without_a_dated_column_there_is_no_rule_to_compare_with()
    {
        ILearner learner = new RecencyLearner();

        Assert.Empty(learner.Fit(Some.Shop(200, seed: 4), new FitContext(1, 1), [], Token));
    }

    [Fact]
    public void Without_a_dated_column_the_rule_is_the_base_rate()
    {
        var table = Some.Shop(200, seed: 4);

        var model = RecencyLearner.Fit(table, Token, Slice.Train);

        Assert.Empty(model.ColumnNames);
        Assert.Equal(BaseRateLearner.Fit(table, Slice.Train).Rate, model.Predict(table, [0], Token)[0], 1e-6);
    }
}
