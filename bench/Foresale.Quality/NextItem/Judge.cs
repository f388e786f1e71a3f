using Foresale.Decisions.Recommendation;
using Foresale.Evaluation;
using Foresale.Quality.Reporting;

namespace Foresale.Quality.NextItem;

/// <summary>Ranks the test cases by models and keeps each case's figures; models of one name are seeds of one, and count by their mean.</summary>
internal sealed class Judge(NextItemCases test, StudyContext context)
{
    private const int ListLength = 20;
    private static readonly (string Name, string Format)[] s_columns = [($"P@{ListLength}", "P2"), ($"MRR@{ListLength}", "P2")];
    private readonly SessionBootstrap _bootstrap = new(test.Session, seed: 1);
    private readonly List<(string Model, List<NextItemRanks> Seeds)> _models = [];

    /// <summary>Ranks all test cases by a model.</summary>
    public void Add(INextItemModel model, CancellationToken cancellationToken)
    {
        context.Progress.Report(new StageProgress("ranking", _models.Count, 0, model.Name));
        var ranks = test.Ranks(model, ListLength, cancellationToken);
        var seeds = _models.Find(m => string.Equals(m.Model, model.Name, StringComparison.Ordinal)).Seeds;
        if (seeds is null)
        {
            _models.Add((model.Name, [ranks]));
        }
        else
        {
            seeds.Add(ranks);
        }
    }

    /// <summary>MRR of a model.</summary>
    public Interval Of(string model) => _bootstrap.MeanOf(Reciprocals(model));

    /// <summary>All models with intervals.</summary>
    public StudyTable Table(string title, string of) => new(title, of, s_columns, [.. _models.Select(m => new StudyRow(m.Model, [Shown(Hits(m.Model)), Shown(Reciprocals(m.Model))]))]);

    /// <summary>Paired differences of all others to a model.</summary>
    public StudyTable Against(string reference) => new(
        $"Difference to {reference}, paired",
        "model",
        s_columns,
        [.. _models.Where(m => !string.Equals(m.Model, reference, StringComparison.Ordinal)).Select(m => new StudyRow(m.Model,
            [Shown(Minus(Hits(m.Model), Hits(reference))), Shown(Minus(Reciprocals(m.Model), Reciprocals(reference)))]))]);

    /// <summary>Whether a model's P@k and MRR@k are above another's.</summary>
    public IEnumerable<Finding> Above(string model, string reference) =>
    [
        Above($"{model}: {s_columns[0].Name} above {reference}'s, paired", Hits(model), Hits(reference)),
        Above($"{model}: {s_columns[1].Name} above {reference}'s, paired", Reciprocals(model), Reciprocals(reference)),
    ];

    private Finding Above(string wanted, double[] own, double[] other)
    {
        var interval = _bootstrap.MeanOf(Minus(own, other));
        return new Finding(wanted, ReportText.Text(new Figure(interval.Value, null, interval), "P2"), interval.Value > 0, interval.IsAboveZero);
    }

    private Figure Shown(double[] values) => _bootstrap.MeanOf(values) is var interval ? new Figure(interval.Value, null, interval) : 0;

    private double[] Hits(string model) => Mean(model, r => r.Hits);

    private double[] Reciprocals(string model) => Mean(model, r => r.Reciprocals);

    private double[] Mean(string model, Func<NextItemRanks, IReadOnlyList<float>> of)
    {
        var seeds = _models.Find(m => string.Equals(m.Model, model, StringComparison.Ordinal)).Seeds;
        return [.. Enumerable.Range(0, test.Count).Select(c => seeds.Average(s => (double)of(s)[c]))];
    }

    private static double[] Minus(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a - b)];
}
