using System.Runtime.InteropServices;
using System.Text;
using Foresale.Learning.Baselines;
using Foresale.Learning.Baselines.Lgb;
using Foresale.States;

namespace Foresale.Learning.Tests.Baselines;

public class TreesTests
{
    private static readonly FitContext s_context = new(Seed: 7, Threads: 1);

    private const string Parameters = "objective=binary verbosity=-1 num_threads=1 deterministic=true force_row_wise=true seed=3 num_leaves=15 min_data_in_leaf=5";

    [Fact]
    public void Managed_trees_give_what_LightGBM_gives_on_thresholds_and_beside_them()
    {
        var table = Some.Shop(1500, seed: 1);
        var rows = FeatureRows.Of(table, Slice.Train);
        using var data = LightGbmDataset.Create(rows, Parameters);
        using var booster = LightGbmBooster.Create(data, null, Parameters);
        for (var round = 0; round < 40; round++) booster.Update();
        var trees = TreeEnsemble.Parse(booster.Dump(0));
        var probes = OnThresholds(trees, rows.Columns);

        var theirs = booster.Predict(probes, probes.Length / rows.Columns, 0);

        var ours = Enumerable.Range(0, theirs.Length).Select(i => Logit.Sigmoid(trees.Score(probes.AsSpan(i * rows.Columns, rows.Columns))));
        Assert.True(theirs.Length > 1000);
        Assert.All(theirs.Zip(ours), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void Where_training_saw_NaN_it_goes_the_way_that_LightGBM_sends_it()
    {
        var table = Some.Shop(1500, seed: 2, missing: .2);
        var rows = FeatureRows.Of(table, Slice.Train);
        using var data = LightGbmDataset.Create(rows, Parameters);
        using var booster = LightGbmBooster.Create(data, null, Parameters);
        for (var round = 0; round < 20; round++) booster.Update();
        var trees = TreeEnsemble.Parse(booster.Dump(0));

        var theirs = booster.Predict([.. Enumerable.Range(0, rows.Count).SelectMany(i => rows.Row(i).ToArray())], rows.Count, 0);

        Assert.Contains(true, trees.MissingLeft);
        Assert.Contains(false, trees.MissingLeft);
        Assert.All(Enumerable.Range(0, rows.Count), i => Assert.Equal(theirs[i], Logit.Sigmoid(trees.Score(rows.Row(i))), 1e-12));
    }

    [Fact]
    public void Rows_that_go_over_in_batches_grow_the_trees_of_a_whole_matrix()
    {
        const string parameters = $"{Parameters} bin_construct_sample_cnt=500"; // less than the rows: both must draw the same ones
        var rows = FeatureRows.Of(Some.Shop(9000, seed: 3, missing: .2), Slice.Train);
        using var batches = LightGbmDataset.Create(rows, parameters);
        using var matrix = LightGbmMatrix.Create(rows, parameters);

        Assert.True(rows.Count > 4096, "one batch only");
        Assert.Equal(Grown(matrix), Grown(batches));

        static string Grown(LightGbmDataset data)
        {
            using var booster = LightGbmBooster.Create(data, null, parameters);
            for (var round = 0; round < 20; round++) booster.Update();
            return booster.Dump(0);
        }
    }

    [Theory]
    [InlineData(.1, .099999994f)] // the nearest float32 is .1f = .100000001, above the double
    [InlineData(.5, .5f)]
    [InlineData(-.1, -.1f)] // -.100000001 is below already
    [InlineData(1e-35, 9.9999994e-36f)]
    public void A_threshold_is_the_largest_float_that_is_not_above_the_double(double threshold, float expected)
    {
        var floor = TreeEnsembleBuilder.Floor32(threshold);

        Assert.Equal(expected, floor);
        Assert.True(floor <= threshold && MathF.BitIncrement(floor) > threshold);
    }

    [Fact]
    public void The_same_seed_grows_the_same_trees_with_any_number_of_threads()
    {
        var table = Some.Shop(600, seed: 3);

        var one = new TreesLearner().Fit(table, s_context, TestContext.Current.CancellationToken);
        var two = new TreesLearner().Fit(table, s_context with { Threads = 2 }, TestContext.Current.CancellationToken);
        var other = new TreesLearner().Fit(table, s_context with { Seed = 8 }, TestContext.Current.CancellationToken);

        Assert.Equal(one.Trees.Leaf, two.Trees.Leaf);
        Assert.Equal(one.Trees.Threshold, two.Trees.Threshold);
        Assert.NotEqual(one.Trees.Leaf, other.Trees.Leaf);
    }

    [Fact]
    public void Threads_that_wait_sleep_unless_the_user_wants_them_to_spin()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There the variable is in .NET's own environment.");
        var wanted = Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") ?? "PASSIVE";

        new TreesLearner().Fit(Some.Shop(200, seed: 5), s_context, TestContext.Current.CancellationToken);

        Assert.Equal(wanted, NativeVariable("OMP_WAIT_POLICY"));
    }

    [Fact]
    public void Progress_counts_trees()
    {
        var told = new List<StageProgress>();
        var progress = new Progress(told.Add);

        new TreesLearner(new TreesOptions { Bags = 2, MaxRounds = 100 }).Fit(Some.Shop(600, seed: 3), s_context with { Progress = progress }, TestContext.Current.CancellationToken);

        Assert.True(told.Count > 100, $"told {told.Count} times");
        Assert.Equal(told.Select(p => p.Done).Order(), told.Select(p => p.Done));
        Assert.Equal(("setting 1 of 4, 0 trees", 500.0), (told[0].Note, told[0].Total));
        Assert.Equal(500, told[^1].Done);
    }

    [Fact]
    public void Trees_find_an_interaction_that_no_line_can()
    {
        var table = Some.Shop(4000, seed: 4);
        var test = table.RowsOf(Slice.Test);
        var trees = new TreesLearner(new TreesOptions { Bags = 1 }).Fit(table, s_context, TestContext.Current.CancellationToken);
        var line = new LogisticLearner().Fit(table, TestContext.Current.CancellationToken);

        var (ofTrees, ofLine) = (Loss(trees, table, test), Loss(line, table, test));

        Assert.True(ofTrees < ofLine - .01, $"trees {ofTrees}, line {ofLine}");
        Assert.True(trees.Gain[0] > trees.Gain[7], "x0 matters and x7 does not");
        Assert.Equal(4, trees.Trials.Count);
        Assert.Equal(trees.Trials.Min(t => t.Loss), trees.Trial.Loss);
    }

    [Fact]
    public void Runs_are_averaged_in_log_odds()
    {
        var table = Some.Shop(600, seed: 6);
        var trees = new[] { 1, 2, 3 }.Select(seed => new TreesLearner(new TreesOptions { Bags = 1, MaxRounds = 20 }).Fit(table, s_context with { Seed = seed }, TestContext.Current.CancellationToken).Trees).ToArray();

        var mean = TreeEnsemble.Mean(trees);

        Assert.All(table.AllNodes(), i => Assert.Equal(trees.Average(t => t.Score(table.FeaturesOf(i))), mean.Score(table.FeaturesOf(i)), 1e-9));
    }

    [Fact]
    public void Columns_that_never_change_give_the_base_rate()
    {
        var table = Some.Table([.. Enumerable.Range(0, 40).Select(_ => new float[] { 1, 2 })], [.. Enumerable.Range(0, 40).Select(i => i % 4 == 0 ? 1f : 0f)]);

        var model = new TreesLearner().Fit(table, s_context, TestContext.Current.CancellationToken);

        Assert.Equal(10.5 / 41, model.Predict(table, [0], TestContext.Current.CancellationToken)[0], 1e-6);
    }

    [Fact]
    public void Few_rows_without_a_useful_split_do_not_stop_it()
    {
        var table = Some.Table([.. Enumerable.Range(0, 8).Select(i => new float[] { i })], [0, 1, 0, 1, 0, 1, 0, 1]);

        var model = new TreesLearner().Fit(table, s_context, TestContext.Current.CancellationToken);

        Assert.All(model.Predict(table, table.AllNodes(), TestContext.Current.CancellationToken), p => Assert.Equal(.5, p, 1e-6));
    }

    [Fact]
    public void Rows_of_one_outcome_only_give_a_probability_within_0_and_1()
    {
        var table = Some.Table([.. Enumerable.Range(0, 30).Select(i => new float[] { i })], new float[30]);

        var model = new TreesLearner().Fit(table, s_context, TestContext.Current.CancellationToken);

        Assert.Equal(.5 / 31, model.Predict(table, [3], TestContext.Current.CancellationToken)[0], 1e-6);
    }

    [Fact]
    public void A_weight_of_two_counts_as_two_rows()
    {
        // No ridge and no bagging: the trees see weighted sums only. Of x = 1 every second row buys, of x = 0 every fourth.
        var learner = new TreesLearner(new TreesOptions { Settings = [new TreesSetting(4, 1, .1, 1, 1, 0)], RoundsWithoutValidation = 10 });
        static float[] X(int i) => [i % 2];
        static float Buys(int i) => i % 8 is 0 or 1 or 5 || i is 7 or 15 ? 1 : 0;
        var doubled = Some.Table([.. Enumerable.Range(0, 160).Select(X), .. Enumerable.Range(0, 80).Select(X)], [.. Enumerable.Range(0, 160).Select(Buys), .. Enumerable.Range(0, 80).Select(Buys)]);
        var weighted = Some.Table([.. Enumerable.Range(0, 160).Select(X)], [.. Enumerable.Range(0, 160).Select(Buys)], weight: [.. Enumerable.Range(0, 160).Select(i => i < 80 ? 2f : 1f)]);

        var a = learner.Fit(doubled, s_context, TestContext.Current.CancellationToken);
        var b = learner.Fit(weighted, s_context, TestContext.Current.CancellationToken);

        Assert.True(a.Trees.Score([1f]) > a.Trees.Score([0f]) + .3);
        Assert.Equal(a.Trees.Score([1f]), b.Trees.Score([1f]), 1e-5);
        Assert.Equal(a.Trees.Score([0f]), b.Trees.Score([0f]), 1e-5);
    }

    [Fact]
    public void LightGBMs_own_words_reach_the_message()
    {
        var fault = Assert.Throws<LightGbmException>(() => LightGbmDataset.Create(new FeatureRows([1f, 2f, 3f], [0, 1, 2], [0f, 1f, 0f], [1f, 1f, 1f], 1), "max_bin=1"));

        Assert.StartsWith("LightGBM: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("max_bin", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stop_is_heard_between_rounds()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() => new TreesLearner().Fit(Some.Shop(200, seed: 5), s_context, stop.Token));
    }

    /// <summary>Vectors that lie on a threshold as LightGBM has it, one float below it and one above it, in each column.</summary>
    private static float[] OnThresholds(TreeEnsemble trees, int columns)
    {
        var random = new Random(9);
        var rows = new List<float>();
        for (var node = 0; node < trees.Feature.Length; node++)
        {
            foreach (var value in new[] { trees.Threshold[node], MathF.BitIncrement(trees.Threshold[node]), MathF.BitDecrement(trees.Threshold[node]) })
            {
                var x = new float[columns];
                for (var j = 0; j < columns; j++)
                {
                    x[j] = (float)Math.Round((random.NextDouble() * 4) - 2, 2);
                }

                x[trees.Feature[node]] = value;
                rows.AddRange(x);
            }
        }

        return [.. rows];
    }

    // As a native library sees it; .NET's own environment is another.
    private static string? NativeVariable(string name)
    {
        var getenv = Marshal.GetDelegateForFunctionPointer<ReadVariable>(NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "getenv"));
        return Marshal.PtrToStringUTF8(getenv(Encoding.UTF8.GetBytes($"{name}\0")));
    }

    private delegate nint ReadVariable(byte[] name);

    private sealed class Progress(Action<StageProgress> tell) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => tell(value);
    }

    private static double Loss(IIntentModel model, StateTable table, int[] rows) =>
        Foresale.Learning.Fusion.Gate.LogLoss(PredictionRows.Of(model.Name, table, rows, model.Predict(table, rows, TestContext.Current.CancellationToken)));
}
