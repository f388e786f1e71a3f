using System.Globalization;
using Foresale.Evaluation;
using Foresale.Scoring;
using Foresale.Simulation;
using Foresale.States;

namespace Foresale.Cli;

/// <summary>How close a model's scores come to the truth of the shop that made the log.</summary>
/// <param name="Rows">Test rows, of which the truth is known.</param>
/// <param name="Excess">Mean KL(truth || score), in nats: the log-loss above what nobody can go below.</param>
/// <param name="BaseRateExcess">The same for the training rows' base rate.</param>
internal sealed record TruthLine(int Rows, double Excess, double BaseRateExcess)
{
    /// <summary>Share of what can be known that the model knows; below 0 where it knows less than the base rate.</summary>
    public double Learnt => BaseRateExcess > 0 ? 1 - (Excess / BaseRateExcess) : 0;

    /// <summary>Judges the scores of test rows.</summary>
    /// <param name="path">Truth as <see cref="SimulatedCsv"/> writes it.</param>
    /// <param name="table">States of the scored rows.</param>
    /// <param name="scores">The scores.</param>
    /// <param name="testEvents">Ids of the events that are test rows.</param>
    /// <param name="baseRate">Of the training rows, 0..1.</param>
    public static TruthLine Of(string path, StateTable table, IReadOnlyList<IntentScore> scores, IReadOnlySet<string> testEvents, double baseRate)
    {
        var truths = Read(path);
        var (truth, intent) = (new List<float>(), new List<float>());
        foreach (var score in scores)
        {
            if (table.Nodes.EventId[score.Node] is { } id && testEvents.Contains(id) && truths.TryGetValue(id, out var p))
            {
                truth.Add(p);
                intent.Add(score.Intent);
            }
        }

        var constant = Enumerable.Repeat((float)baseRate, truth.Count).ToArray();
        return new TruthLine(truth.Count, Evaluation.Excess.Mean([.. truth], [.. intent]), Evaluation.Excess.Mean([.. truth], constant));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"The planted shop knows the truth: of what can be known of the {Rows:N0} test rows, {Learnt:P0} has been learnt (log-loss {Excess:F4} above that of the true probabilities; the base rate's is {BaseRateExcess:F4} above).");

    private static Dictionary<string, float> Read(string path)
    {
        var truths = new Dictionary<string, float>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(path).Skip(1))
        {
            // Our own file: event and shopper are plain words.
            var fields = line.Split(',');
            truths[fields[0]] = float.Parse(fields[^1], CultureInfo.InvariantCulture);
        }

        return truths;
    }
}
