using Foresale.Decisions.Bidding;
using Google.OrTools.LinearSolver;

namespace Foresale.Learning.Decisions.Bidding;

/// <summary>
/// The bound of <see cref="HindsightBound"/> as a linear programme, solved by GLOP: max v'x, p'x &lt;= budget, 0 &lt;= x &lt;= 1. Two ways to one number.
/// </summary>
public static class FractionalKnapsack
{
    /// <summary>The value that the budget can buy at most.</summary>
    /// <param name="auctions">An episode.</param>
    /// <param name="budget">&gt;= 0.</param>
    /// <param name="cancellationToken">Looked at once, before solving.</param>
    /// <exception cref="InvalidOperationException">The solver found no optimum.</exception>
    public static double Solve(IReadOnlyList<Auction> auctions, double budget, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(auctions);
        ArgumentOutOfRangeException.ThrowIfNegative(budget);
        cancellationToken.ThrowIfCancellationRequested();
        using var solver = Solver.CreateSolver("GLOP");
        using var spending = solver.MakeConstraint(0, budget);
        using var objective = solver.Objective();
        foreach (var auction in auctions)
        {
            var share = solver.MakeNumVar(0, 1, "");
            spending.SetCoefficient(share, auction.Price);
            objective.SetCoefficient(share, auction.Value);
        }

        objective.SetMaximization();
        var status = solver.Solve();
        return status is Solver.ResultStatus.OPTIMAL ? objective.Value() : throw new InvalidOperationException($"GLOP ended with {status} on a knapsack of {auctions.Count} auctions.");
    }
}
