using Foresale.Evaluation;
using Foresale.States;

namespace Foresale.Learning;

/// <summary>Joins probabilities with the outcomes, weights and users of their rows.</summary>
public static class PredictionRows
{
    /// <summary>Predictions of one learner.</summary>
    /// <param name="learner">Name as the tables show it.</param>
    /// <param name="table">The table.</param>
    /// <param name="rows">Nodes with a known outcome.</param>
    /// <param name="probability">One a row.</param>
    public static Predictions Of(string learner, StateTable table, int[] rows, float[] probability)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(rows);
        return new Predictions(
            learner,
            probability,
            Array.ConvertAll(rows, row => table.Nodes.Outcome[row]),
            Array.ConvertAll(rows, row => table.Nodes.Weight[row]),
            Array.ConvertAll(rows, row => table.Nodes.User[row]));
    }
}
