namespace Foresale.Decisions.Recommendation.OffPolicy;

/// <summary>
/// q(c, a), the reward to expect of an item in a context: its mean, drawn towards the item's mean over all contexts, and that towards the mean of all,
/// as if each had been seen <c>strength</c> times more. Sparse rewards, such as clicks, leave little else.
/// </summary>
internal sealed class RewardTable
{
    private readonly double[] _cells; // [C, A]
    private readonly int _actions;

    /// <summary>Fits on some rows.</summary>
    public RewardTable(LoggedChoices log, IEnumerable<int> rows, double strength)
    {
        _actions = log.Actions;
        var (cellSum, cellCount) = (new double[log.Contexts * _actions], new double[log.Contexts * _actions]);
        var (itemSum, itemCount) = (new double[_actions], new double[_actions]);
        var (sum, count) = (0.0, 0.0);
        foreach (var i in rows)
        {
            var row = log.Rows[i];
            var cell = (row.Context * _actions) + row.Action;
            (cellSum[cell], cellCount[cell]) = (cellSum[cell] + row.Reward, cellCount[cell] + 1);
            (itemSum[row.Action], itemCount[row.Action]) = (itemSum[row.Action] + row.Reward, itemCount[row.Action] + 1);
            (sum, count) = (sum + row.Reward, count + 1);
        }

        var mean = count > 0 ? sum / count : 0;
        _cells = new double[cellSum.Length];
        for (var cell = 0; cell < _cells.Length; cell++)
        {
            var item = cell % _actions;
            var ofItem = (itemSum[item] + (strength * mean)) / (itemCount[item] + strength);
            _cells[cell] = (cellSum[cell] + (strength * ofItem)) / (cellCount[cell] + strength);
        }
    }

    /// <summary>q(c, a).</summary>
    public double Of(int context, int action) => _cells[(context * _actions) + action];

    /// <summary>Sum over items of π(a|c) q(c, a).</summary>
    public double Under(ChoicePolicy policy, int context)
    {
        var sum = 0.0;
        for (var a = 0; a < _actions; a++)
        {
            sum += policy.Of(context, a) * Of(context, a);
        }

        return sum;
    }
}
