using Foresale.Features.Text;

namespace Foresale.Tests.Features.Text;

public class TextScoreTests
{
    // Term 0 goes with a yes, term 1 with a no, three times of four; every text has a term of its own besides, which tells its answer.
    private static ((int Term, float Weight)[][] Rows, float[] Outcome) Texts(int count)
    {
        var rows = Enumerable.Range(0, count).Select(i => new[] { (i % 2, .6f), (i + 2, .8f) }).ToArray();
        return (rows, [.. Enumerable.Range(0, count).Select(i => (i % 2 == 0) == (i / 2 % 4 != 0) ? 1f : 0f)]);
    }

    [Fact]
    public void The_gradient_is_zero_at_the_fit()
    {
        (int, float)[][] rows = [[(0, 1f)], [(0, 1f)], [(0, 1f), (1, .5f)], [(1, 2f)], []];
        float[] outcome = [1, 0, 1, 0, 1];
        const double Penalty = .5;

        var w = SparseLogistic.Fit(rows, outcome, Penalty, new double[3]);

        for (var j = 0; j < 3; j++)
        {
            var gradient = rows.Select((row, i) => (Value: j == 2 ? 1 : row.Where(e => e.Item1 == j).Sum(e => e.Item2), Residual: (1 / (1 + Math.Exp(-SparseLogistic.LogOdds(row, w)))) - outcome[i]))
                .Sum(r => r.Value * r.Residual) + (j == 2 ? 0 : Penalty * w[j]);
            Assert.Equal(0, gradient, tolerance: 5e-3);
        }
    }

    [Fact]
    public void A_row_is_scored_by_a_model_that_did_not_see_it()
    {
        var (rows, outcome) = Texts(200);
        var score = TextScore.Fit(rows, outcome, terms: 202);

        // Its own term tells the answer to the model of all rows, and says nothing where the row was left out.
        var seen = rows.Select((row, i) => SparseLogistic.LogLoss(SparseLogistic.LogOdds(row, score.Coefficients), outcome[i])).Average();
        var unseen = score.Training.Select((z, i) => SparseLogistic.LogLoss(z, outcome[i])).Average();
        var entropy = -((.75 * Math.Log(.75)) + (.25 * Math.Log(.25)));

        Assert.True(seen < entropy - .05, $"{seen}");
        Assert.InRange(unseen, entropy - .01, entropy + .1);
    }

    [Fact]
    public void A_fit_repeats()
    {
        var (rows, outcome) = Texts(60);

        Assert.Equal(TextScore.Fit(rows, outcome, 62).Training, TextScore.Fit(rows, outcome, 62).Training);
    }
}
