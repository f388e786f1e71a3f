using System.Text.Json;
using Foresale.Learning.Agents.Intent;
using Foresale.States;

namespace Foresale.Quality.Ablations;

/// <summary>One fit: how the network is trained and what it is shown.</summary>
/// <param name="Options">Of the network.</param>
/// <param name="Data">Names what is shown.</param>
/// <param name="Show">Makes it of the whole table and the seed.</param>
internal sealed record AblationFit(IntentOptions Options, string Data, Func<StateTable, int, StateTable> Show)
{
    /// <summary>Equal for equal fits.</summary>
    public string Key { get; } = JsonSerializer.Serialize(new { Options, Data });
}

/// <summary>One row: a learner of a fit. The first row of a table is what its others are compared with.</summary>
/// <param name="Name">Of the row.</param>
/// <param name="Fit">The fit.</param>
/// <param name="Learner">Which of its learners is judged.</param>
internal sealed record AblationRow(string Name, AblationFit Fit, string Learner);

/// <summary>What is taken away, exchanged or hidden, table by table (LEARNING, section 4).</summary>
internal static class AblationRows
{
    private static readonly double[] s_lambdas = [1, .95, .9, .7, 0];
    private static readonly double[] s_labelled = [.01, .03, .1, .3, 1];
    private static readonly double[] s_cut = [0, .2, .4];
    private static readonly IntentOptions s_default = new() { Lambda = .5, ActorUpdates = 1 };

    /// <summary>The network of all rows that say nothing else.</summary>
    public static AblationFit Default { get; } = Whole(s_default);

    /// <summary>The tables.</summary>
    public static IReadOnlyList<(string Title, IReadOnlyList<AblationRow> Rows)> All { get; } =
    [
        ("Lambda: from one step of temporal difference (0) to the observed outcome (1)",
            [new("lambda .5", Default, "td"), .. s_lambdas.Select(l => new AblationRow(FormattableString.Invariant($"lambda {l:0.##}").Replace("0.", ".", StringComparison.Ordinal), Whole(s_default with { Lambda = l }), "td"))]),
        ("Backup: what stands for the value of the next state",
        [
            new("expectation", Default, "td"),
            new("soft maximum, tau 1", Whole(s_default with { Backup = Backup.Soft }), "td"),
            new("maximum (the article's)", Whole(s_default with { Backup = Backup.Max }), "td"),
        ]),
        ("Heads: what learns from outcomes, what from temporal differences",
        [
            new("TD head", Default, "td"),
            new("supervised head beside it", Default, "supervised"),
            new("TD head alone, no supervised loss", Whole(s_default with { SupervisedWeight = 0 }), "td"),
            new("supervised network alone", Default, "gru"),
            new("LightGBM", Default, "lightgbm"),
            new("fusion of all of them", Default, "fusion"),
        ]),
        ("Parts of the training",
        [
            new("as it is", Default, "td"),
            new("no target network", Whole(s_default with { TargetStep = 1 }), "td"),
            new("target network ten times slower", Whole(s_default with { TargetStep = .005 }), "td"),
            new("no consistency loss", Whole(s_default with { ConsistencyWeight = 0 }), "td"),
            new("no dropout of features", Whole(s_default with { FeatureDropout = 0 }), "td"),
        ]),
        .. s_labelled.Select(Labelled),
        .. s_cut.Select(Censored),
    ];

    private static AblationFit Whole(IntentOptions options) => new(options, "whole", (table, _) => table);

    // Monte Carlo has nothing to say of a session without an end; temporal differences learn from what shoppers did in it. With its end a session hides
    // its last behavior, so the behavior head sees too few purchases and leaves: the value head is not held to it.
    private static (string Title, IReadOnlyList<AblationRow> Rows) Labelled(double share)
    {
        AblationFit Fit(double lambda, Treatment treatment) =>
            new(s_default with { Lambda = lambda, ConsistencyWeight = 0 }, FormattableString.Invariant($"labelled-{share}-{treatment}"), (table, seed) => HiddenOutcomes.Unlabelled(table, share, treatment, seed));
        return ($"{share:P0} of the sessions labelled",
        [
            new("labelled sessions alone, lambda 1", Fit(1, Treatment.Dropped), "td"),
            new("labelled sessions alone, lambda .5", Fit(.5, Treatment.Dropped), "td"),
            new("all sessions, lambda .5", Fit(.5, Treatment.Truncated), "td"),
            new("all sessions, lambda 0", Fit(0, Treatment.Truncated), "td"),
            new("LightGBM", Fit(1, Treatment.Dropped), "lightgbm"),
        ]);
    }

    private static (string Title, IReadOnlyList<AblationRow> Rows) Censored(double share)
    {
        AblationFit Fit(double lambda, Treatment treatment) =>
            new(s_default with { Lambda = lambda }, FormattableString.Invariant($"cut-{share}-{treatment}"), (table, seed) => HiddenOutcomes.Cut(table, share, treatment, seed));
        return ($"{share:P0} of the sessions cut off",
        [
            new("dropped, lambda 1", Fit(1, Treatment.Dropped), "td"),
            new("called negative, lambda 1", Fit(1, Treatment.Negative), "td"),
            new("bootstrapped, lambda .5", Fit(.5, Treatment.Truncated), "td"),
            new("bootstrapped, lambda 0", Fit(0, Treatment.Truncated), "td"),
            new("LightGBM, dropped", Fit(1, Treatment.Dropped), "lightgbm"),
            new("LightGBM, called negative", Fit(1, Treatment.Negative), "lightgbm"),
        ]);
    }
}
