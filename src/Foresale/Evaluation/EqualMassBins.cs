namespace Foresale.Evaluation;

/// <summary>
/// Sums over bins of equal mass, filled from scores in order. A group of equal scores that crosses an edge is divided in proportion,
/// so that the order of tied rows cannot change the result.
/// </summary>
internal struct EqualMassBins
{
    private readonly double _binMass;
    private double _mass;
    private double _scores;
    private double _outcomes;
    private double _error;

    /// <param name="totalMass">Weight of all rows, &gt; 0.</param>
    /// <param name="bins">Number of bins.</param>
    public EqualMassBins(double totalMass, int bins) => _binMass = totalMass / bins;

    /// <summary>Sum over full bins of |sum of scores - sum of outcomes|.</summary>
    public readonly double AbsoluteError => _error + Math.Abs(_scores - _outcomes);

    /// <summary>Adds a group of rows with one score.</summary>
    /// <param name="mass">Their weight.</param>
    /// <param name="score">Their score.</param>
    /// <param name="outcomes">Their weighted outcomes.</param>
    public void Add(double mass, double score, double outcomes)
    {
        while (_mass + mass >= _binMass && mass > 0)
        {
            var taken = _binMass - _mass;
            var share = Math.Clamp(taken / mass, 0, 1);
            _error += Math.Abs(_scores + (share * mass * score) - _outcomes - (share * outcomes));
            (_mass, _scores, _outcomes) = (0, 0, 0);
            (mass, outcomes) = (mass - (share * mass), outcomes - (share * outcomes));
        }

        _mass += mass;
        _scores += mass * score;
        _outcomes += outcomes;
    }
}
