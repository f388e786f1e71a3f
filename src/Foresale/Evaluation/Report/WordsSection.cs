using Foresale.States;

namespace Foresale.Evaluation.Report;

/// <summary>The report's words for readers who do not build models.</summary>
internal static class WordsSection
{
    public static Section Of(EvaluationReport report) => new("words", "Words", Section.Pairs([.. Figures(report), .. Networks(report), .. Fusion(report)]));

    private static IEnumerable<(string, string)> Figures(EvaluationReport report) =>
    [
        ("Row", report.Card.Target.Kind == TargetKind.Table ? "One question with its answer: a line of the table." : "One question with its answer: a session has a row after each of its events, other targets a row a shopper, pair or label."),
        ("Base rate", $"The share of rows whose answer is yes: {Charts.Figures.Percent(report.Shipped.Metrics.BaseRate)} of the test rows. {(report.Card.Target.Kind == TargetKind.Session ? "Other slices have their own, and long sessions have many rows, so it is not the share of sessions that buy." : "Other slices have their own.")}"),
        ("Log-loss", "The mean of −ln(probability given to what happened), a unit called nat. Lower is better; 0 is perfect."),
        ("Brier skill", "How much of the base rate's squared error is gone: 0 is the base rate, 1 is perfect."),
        ("ROC-AUC", $"How often {report.Words.OneYes} has a higher score than {report.Words.OneNo}: 0.5 is chance."),
        ("PR-AUC", $"Of those called {report.Words.Yes} the share that are, over all thresholds: the base rate is chance."),
        ("ECE", $"Calibration error: how far scores lie from the share that {report.Words.Did}, on average. Its floor is what right scores show on as many rows."),
        ("Slope", "1 where scores are as far apart as they should be; below 1 they are too extreme, above 1 too timid."),
    ];

    // Of the networks that there are: a table's has no critic.
    private static IEnumerable<(string, string)> Networks(EvaluationReport report)
    {
        (string Learner, string Word, string Text)[] words =
        [
            ("gru", LearnerTitles.Of("gru"), "A neural network that reads a shopper's events and learns from outcomes alone."),
            ("td", LearnerTitles.Of("td"), "The same network when it learns by temporal differences, from each step to the next; lambda says how much of the final outcome is mixed in, backup what stands for the next step. Files call it td."),
            ("supervised", LearnerTitles.Of("supervised"), "An output of the network, beside the critic where there is one, that learns from outcomes alone."),
            ("td", "actor", "Looks for the behavior that the critic values most: the nudge in the scores. It has no part in the intent."),
        ];
        return words.Where(w => report.Comparison.Learners.Any(l => string.Equals(l.Name, w.Learner, StringComparison.Ordinal))).Select(w => (w.Word, w.Text));
    }

    private static IEnumerable<(string, string)> Fusion(EvaluationReport report) => report.Comparison.Learners.All(l => l.Role != LearnerRole.Fusion) ? [] :
    [
        ("fusion", "A weighted sum of the learners' log-odds."),
        ("gate", "Decides whether the fusion ships. Half of the calibration rows fit the fusion and choose the best single learner, the other half judge the two, and then the other way round. The fusion is held back where its log-loss is higher beyond chance (the 95 % interval leaves out 0), or by more than 0.0005 and more than a standard error, which chance can still show now and then."),
    ];
}
