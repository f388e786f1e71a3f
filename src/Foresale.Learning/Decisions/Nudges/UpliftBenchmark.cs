using Foresale.Decisions.Benchmarks;
using Foresale.Decisions.Nudges;
using Foresale.Evaluation;

namespace Foresale.Learning.Decisions.Nudges;

/// <summary>Whom to make the offer: learners of uplift against rankings by intent, judged by the planted truth on shoppers whom nobody trained on.</summary>
internal static class UpliftBenchmark
{
    public const string Name = "uplift";
    private const string Chosen = "learner chosen on a held-out quarter";
    private const int Shoppers = 20_000, Populations = 40, PopulationSize = 5_000, TestSeed = 770_003;

    /// <summary>Share of shoppers who get the offer.</summary>
    public const double Budget = .25;

    /// <summary>Trains and judges.</summary>
    public static (IReadOnlyList<DecisionInstance> Instances, IReadOnlyList<string> Notes) Run(DecisionRun run, CancellationToken cancellationToken)
    {
        var populations = Enumerable.Range(0, Populations).Select(i => PlantedExperiment.Draw(run.Scaled(PopulationSize, 200), TestSeed + i)).ToList();
        var bySeed = new List<SeedScores>();
        foreach (var seed in run.Seeds)
        {
            run.Progress?.Report(new StageProgress(Name, bySeed.Count, run.Seeds.Count, FormattableString.Invariant($"seed {seed}")));
            bySeed.Add(SeedScores.Learn(PlantedExperiment.Draw(run.Scaled(Shoppers, 400), seed).Experiment, populations, seed, cancellationToken));
        }

        List<Ranking> rankings =
        [
            new("random", PolicyRole.Baseline, [[.. populations.Select(p => new double[p.Experiment.Count])]]),
            new("highest intent first", PolicyRole.Baseline, [.. bySeed.Select(s => s.By(i => i))]),
            new("lowest intent first", PolicyRole.Baseline, [.. bySeed.Select(s => s.By(i => -i))]),
            new("intent nearest to a centre first", PolicyRole.Baseline, [.. bySeed.Select(s => s.By(i => -Math.Abs(i - s.Centre)))]),
            .. UpliftMethod.All.Select((m, place) => new Ranking(m.Name, PolicyRole.Compared, [.. bySeed.Select(s => s.Uplift[place])])),
            new(Chosen, PolicyRole.Learned, [.. bySeed.Select(s => s.Uplift[s.Chosen])]),
            new("highest intent first, were intent exact", PolicyRole.Bound, [[.. populations.Select(p => p.Intent)]]),
            BestCentre(populations),
        ];
        run.Progress?.Report(new StageProgress(Name, 1, 1));
        rankings.Add(new Ranking("true uplift given the features", PolicyRole.Bound, [[.. populations.Select(p => p.ExpectedUplift)]]));
        var oracle = new Ranking("true uplift of each shopper", PolicyRole.Bound, [[.. populations.Select(p => p.TrueUplift)]]);
        rankings.Add(oracle);
        return ([Orders(populations, rankings, oracle), Qini(populations, rankings, oracle)], Notes(populations, rankings));
    }

    /// <summary>What is known of the planted shop by hand: docs/decisions/nudges.md goes through it.</summary>
    public static IEnumerable<KnownAnswer> Known()
    {
        var planted = PlantedExperiment.Draw(400_000, TestSeed);
        yield return new KnownAnswer("uplift: the oracle's Qini coefficient, by hand from shares and effects of the kinds", .027975, QiniCurve.OfTruth(planted.TrueUplift, planted.TrueUplift).Coefficient, .0005);
        yield return new KnownAnswer("uplift: the oracle's Qini coefficient as an experiment of 400,000 shoppers measures it", .027975, QiniCurve.Of(planted.TrueUplift, [.. planted.Experiment.IsTreated], planted.Experiment.Orders).Coefficient, .0015);
    }

    // What the family of centres could do if intent were exact and the centre chosen by the truth on the very shoppers that judge.
    private static Ranking BestCentre(List<PlantedExperiment> populations)
    {
        double[][] intents = [.. populations.Select(p => p.Intent)];
        double[][] Scores(double centre) => [.. intents.Select(row => Array.ConvertAll(row, i => -Math.Abs(i - centre)))];
        var best = Enumerable.Range(1, 40).Select(i => i / 80.0).MaxBy(c => populations.Zip(Scores(c)).Average(p => QiniCurve.OfTruth(p.Second, p.First.TrueUplift).At(Budget)));
        return new("intent nearest to the best centre first, were both exact", PolicyRole.Bound, [Scores(best)]);
    }

    private static DecisionInstance Orders(List<PlantedExperiment> populations, List<Ranking> rankings, Ranking oracle) => new()
    {
        Name = $"{Name}-orders",
        Title = FormattableString.Invariant($"Whom to make the offer: {100 * Budget:F0} % of shoppers get it"),
        Score = "additional orders a thousand shoppers",
        Decimals = 2,
        Optimum = oracle.Scores(populations, c => 1000 * c.At(Budget)).Mean,
        Policies = [.. rankings.Select(r => r.Scores(populations, c => 1000 * c.At(Budget)))],
        Plots = [new DecisionPlot(
            "Qini curves",
            "share of shoppers with the offer",
            "additional orders a shopper",
            [.. rankings.Select(r => new DecisionLine(r.Name, QiniCurve.OfTruth(r.BySeed[0][0], populations[0].TrueUplift).Thinned(), r.Role is PolicyRole.Baseline))],
            "By the planted truth, on the first population; learners of the first seed. A random order is the straight line; above it, the offers go to those whom they move.")],
    };

    private static DecisionInstance Qini(List<PlantedExperiment> populations, List<Ranking> rankings, Ranking oracle)
    {
        var best = populations.Zip(oracle.BySeed[0], (p, s) => QiniCurve.OfTruth(s, p.TrueUplift).Coefficient).ToList();
        return new DecisionInstance
        {
            Name = $"{Name}-qini",
            Title = "Whom to make the offer: the whole ranking",
            Score = "Qini coefficient, share of the oracle's",
            Decimals = 3,
            Optimum = 1,
            Policies = [.. rankings.Select(r => new PolicyScores(r.Name, r.Role, [.. r.Scores(populations, c => c.Coefficient).BySeed.Select(row => (IReadOnlyList<double>)[.. row.Zip(best, (q, b) => q / b)])]))],
        };
    }

    private static IReadOnlyList<string> Notes(List<PlantedExperiment> populations, List<Ranking> rankings) =>
    [
        FormattableString.Invariant($"Uplift: {Shoppers} shoppers train a seed at full effort, half of them with the offer by a coin; {Populations} populations judge, by the true effect on each shopper."),
        "Uplift: intent is learnt by boosted trees from the shoppers without the offer; exact intent, P(order without the offer | features), stands among the bounds: no better intent model helps. The centre is the one that wins most orders at this budget in the training experiment. Random is the mean over all random orders.",
        "Uplift: the gate looks at the learner that a shop would be served, the one with the largest Qini coefficient on a held-out quarter of its training experiment; the five learners stand beside it.",
        .. rankings.Where(r => r.Name is not "random" && r.Role is not PolicyRole.Bound).Select(r => Waste(populations, r)),
    ];

    // Where a budget goes: which kinds, how many more orders, at what price.
    private static string Waste(List<PlantedExperiment> populations, Ranking ranking)
    {
        var kinds = new double[PlantedExperiment.Truth.Count];
        foreach (var (population, scores) in populations.Zip(ranking.BySeed[0]))
        {
            int[] order = [.. Enumerable.Range(0, scores.Length)];
            Array.Sort(Array.ConvertAll(scores, s => -s), order);
            foreach (var i in order.Take((int)(Budget * order.Length)))
            {
                kinds[(int)population.Kinds[i]]++;
            }
        }

        var total = kinds.Sum();
        var uplift = kinds.Select((n, k) => n * PlantedExperiment.Truth[k].Uplift).Sum() / total;
        var used = kinds.Select((n, k) => n * PlantedExperiment.Truth[k].BuysOffered).Sum() / total;
        var cost = uplift > 0 ? FormattableString.Invariant($"{PlantedExperiment.DiscountAnOrder * used / uplift:F0} of discount an additional order") : "no additional order at any price";
        return FormattableString.Invariant($"Uplift, {100 * Budget:F0} % of shoppers by {ranking.Name}: {100 * kinds[0] / total:F0} % of offers go to persuadable, {100 * kinds[1] / total:F0} % to sure, {100 * kinds[2] / total:F0} % to lost, {100 * kinds[3] / total:F0} % to put-off shoppers; {uplift:F3} additional orders an offer; {cost}.");
    }

    /// <summary>What one training experiment teaches of every population.</summary>
    /// <param name="Intent">[populations][n].</param>
    /// <param name="Centre">Intent around which offers win most orders in the training experiment.</param>
    /// <param name="Uplift">[methods][populations][n], in the order of <see cref="UpliftMethod.All"/>.</param>
    /// <param name="Chosen">Place of the method that <c>foresale nudge</c> would serve.</param>
    private sealed record SeedScores(IReadOnlyList<double[]> Intent, double Centre, IReadOnlyList<IReadOnlyList<double[]>> Uplift, int Chosen)
    {
        public static SeedScores Learn(Experiment training, List<PlantedExperiment> populations, int seed, CancellationToken cancellationToken)
        {
            var intent = TLearner.Arm(training, Enumerable.Range(0, training.Count), isTreated: false, UpliftBase.Trees, seed, cancellationToken);
            double[] IntentOf(Experiment experiment) => [.. Enumerable.Range(0, experiment.Count).Select(i => intent(experiment.Row(i)))];
            var own = IntentOf(training);
            var centre = Enumerable.Range(1, 40).Select(i => i / 80.0).MaxBy(c => QiniCurve.Of(Array.ConvertAll(own, i => -Math.Abs(i - c)), training.IsTreated, training.Orders).At(Budget));
            var single = UpliftMethod.Single.Select(m => m.Fit(training, seed, cancellationToken)).ToList();
            List<IReadOnlyList<double[]>> uplift = [.. single.Select(m => (IReadOnlyList<double[]>)[.. populations.Select(p => m.Predict(p.Experiment.Features))])];
            uplift.Add([.. populations.Select((_, p) => MeanUplift.Of([.. uplift.Select(u => u[p])]))]);
            var chosen = UpliftTraining.Choose(training, seed, cancellationToken);
            return new SeedScores([.. populations.Select(p => IntentOf(p.Experiment))], centre, uplift, UpliftMethod.All.Index().First(m => m.Item == chosen).Index);
        }

        public IReadOnlyList<double[]> By(Func<double, double> of) => [.. Intent.Select(row => Array.ConvertAll(row, i => of(i)))];
    }

    /// <summary>A ranking of every population, one a training seed.</summary>
    private sealed record Ranking(string Name, PolicyRole Role, IReadOnlyList<IReadOnlyList<double[]>> BySeed)
    {
        public PolicyScores Scores(List<PlantedExperiment> populations, Func<QiniCurve, double> of) =>
            new(Name, Role, [.. BySeed.Select(scores => (IReadOnlyList<double>)[.. scores.Select((s, p) => of(QiniCurve.OfTruth(s, populations[p].TrueUplift)))])]);
    }
}
