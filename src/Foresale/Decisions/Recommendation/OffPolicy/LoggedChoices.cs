using Foresale.Events;

namespace Foresale.Decisions.Recommendation.OffPolicy;

/// <summary>What a policy showed, with the chance it had given to it, and what came of it.</summary>
/// <param name="Context">What was known when it was chosen, as the number of a cell: a place on the page, a segment.</param>
/// <param name="Action">The item shown.</param>
/// <param name="Reward">A click, a purchase, a margin; finite.</param>
/// <param name="Propensity">Chance that the logging policy gave to this item in this context, in (0, 1].</param>
public readonly record struct LoggedChoice(int Context, int Action, double Reward, double Propensity);

/// <summary>A log of choices with their chances: what a policy that was never shown to anybody can be judged by.</summary>
public sealed class LoggedChoices
{
    private readonly LoggedChoice[] _rows;

    /// <summary>Takes a log.</summary>
    /// <param name="rows">At least one.</param>
    /// <param name="contexts">C, the number of contexts.</param>
    /// <param name="actions">A, the number of items.</param>
    /// <exception cref="UserFaultException">There is no row, or one has a number out of its range.</exception>
    public LoggedChoices(IEnumerable<LoggedChoice> rows, int contexts, int actions)
    {
        ArgumentNullException.ThrowIfNull(rows);
        _rows = [.. rows];
        (Contexts, Actions) = (contexts, actions);
        if (_rows.Length == 0)
        {
            throw new UserFaultException("log of choices", "it is empty.", "Give a log with at least one choice.");
        }

        for (var i = 0; i < _rows.Length; i++)
        {
            var found = _rows[i] switch
            {
                { Propensity: not (> 0 and <= 1) } row => FormattableString.Invariant($"the propensity {row.Propensity} is not above 0 and at most 1."),
                { Reward: var reward } when !double.IsFinite(reward) => "the reward is not finite.",
                { Context: var context } when (uint)context >= (uint)contexts => $"the context {context} is not in 0..{contexts - 1}.",
                { Action: var action } when (uint)action >= (uint)actions => $"the item {action} is not in 0..{actions - 1}.",
                _ => null,
            };
            if (found is not null)
            {
                throw new UserFaultException($"log of choices, row {i}", found, "Correct the log: a policy can only be judged by choices whose chance was written down as they were made.");
            }
        }
    }

    /// <summary>Rows, in the order of the log.</summary>
    public IReadOnlyList<LoggedChoice> Rows => _rows;

    /// <summary>C.</summary>
    public int Contexts { get; }

    /// <summary>A.</summary>
    public int Actions { get; }

    /// <summary>Mean reward of the policy that made the log.</summary>
    public double MeanReward => _rows.Average(r => r.Reward);
}

/// <summary>A policy over items by context: [C, A], each row adding up to 1.</summary>
public sealed class ChoicePolicy
{
    private readonly double[] _chances;

    private ChoicePolicy(double[] chances, int contexts, int actions) => (_chances, Contexts, Actions) = (chances, contexts, actions);

    /// <summary>C.</summary>
    public int Contexts { get; }

    /// <summary>A.</summary>
    public int Actions { get; }

    /// <summary>Chance of an item in a context.</summary>
    public double Of(int context, int action) => _chances[(context * Actions) + action];

    /// <summary>Every item alike.</summary>
    public static ChoicePolicy Uniform(int contexts, int actions) => Of(contexts, actions, (_, _) => 1);

    /// <summary>Chances in proportion to weights.</summary>
    /// <param name="contexts">C.</param>
    /// <param name="actions">A.</param>
    /// <param name="weight">Of a context and an item, &gt;= 0; some of each context above 0.</param>
    public static ChoicePolicy Of(int contexts, int actions, Func<int, int, double> weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        var chances = new double[contexts * actions];
        for (var c = 0; c < contexts; c++)
        {
            var row = chances.AsSpan(c * actions, actions);
            var total = 0.0;
            for (var a = 0; a < actions; a++)
            {
                total += row[a] = weight(c, a);
            }

            if (!(total > 0))
            {
                throw new ArgumentException($"No item of context {c} has a weight above 0.", nameof(weight));
            }

            for (var a = 0; a < actions; a++)
            {
                row[a] /= total;
            }
        }

        return new ChoicePolicy(chances, contexts, actions);
    }

    /// <summary>How often a log showed each item in each context: what stands in for a policy whose own chances are not known.</summary>
    public static ChoicePolicy Marginals(LoggedChoices log)
    {
        ArgumentNullException.ThrowIfNull(log);
        var counts = new double[log.Contexts * log.Actions];
        foreach (var row in log.Rows)
        {
            counts[(row.Context * log.Actions) + row.Action]++;
        }

        return Of(log.Contexts, log.Actions, (c, a) => counts[(c * log.Actions) + a]);
    }
}
