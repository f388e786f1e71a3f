namespace Foresale.Features.Text;

/// <summary>
/// What the words of a text say of the answer: the log-odds of a <see cref="SparseLogistic"/> on TF-IDF. A training row's score comes from a model that was
/// fitted without it (cross-fitting in <see cref="Folds"/> parts, Wolpert 1992): of its own answer a row must not tell, else learners trust the column more than they may.
/// </summary>
/// <param name="Coefficients">[V + 1] of the model on all training rows.</param>
/// <param name="Training">[n] cross-fitted scores of the training rows.</param>
internal sealed record TextScore(double[] Coefficients, float[] Training)
{
    private const int Folds = 5;

    private static readonly double[] s_penalties = [3, 1, .3, .1, .03];

    /// <summary>Fits; of the penalties the one stays whose scores of rows left out have the lowest log-loss.</summary>
    /// <param name="rows">[n] TF-IDF vectors of the training texts.</param>
    /// <param name="outcome">[n] 0 or 1.</param>
    /// <param name="terms">V.</param>
    public static TextScore Fit(IReadOnlyList<(int Term, float Weight)[]> rows, IReadOnlyList<float> outcome, int terms)
    {
        var (texts, answers) = (new (int Term, float Weight)[Folds][][], new float[Folds][]);
        for (var fold = 0; fold < Folds; fold++)
        {
            int[] others = [.. Enumerable.Range(0, rows.Count).Where(i => i % Folds != fold)];
            (texts[fold], answers[fold]) = (Array.ConvertAll(others, i => rows[i]), Array.ConvertAll(others, i => outcome[i]));
        }

        var coefficients = Enumerable.Range(0, Folds).Select(_ => new double[terms + 1]).ToArray();
        (double Penalty, double Loss, double[] Scores) best = (s_penalties[0], double.PositiveInfinity, []);
        foreach (var penalty in s_penalties)
        {
            for (var fold = 0; fold < Folds; fold++)
            {
                coefficients[fold] = SparseLogistic.Fit(texts[fold], answers[fold], penalty, coefficients[fold]); // from where the stronger penalty ended
            }

            double[] scores = [.. rows.Select((row, i) => SparseLogistic.LogOdds(row, coefficients[i % Folds]))];
            var loss = scores.Select((z, i) => SparseLogistic.LogLoss(z, outcome[i])).Sum();
            if (loss < best.Loss)
            {
                best = (penalty, loss, scores);
            }
        }

        return new TextScore(SparseLogistic.Fit(rows, outcome, best.Penalty, coefficients[0]), Array.ConvertAll(best.Scores, z => (float)z));
    }
}
