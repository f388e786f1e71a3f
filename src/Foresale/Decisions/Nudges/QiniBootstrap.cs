using Foresale.Evaluation;

namespace Foresale.Decisions.Nudges;

/// <summary>
/// Intervals of Qini coefficients and AUUC by drawing shoppers with replacement. Rankings stay as they are: what is uncertain is what they are worth,
/// not how they were made. All rankings see the same draws, so that their differences are paired.
/// </summary>
public sealed class QiniBootstrap
{
    private const double Level = .95;
    private readonly (double Value, double[] Draws)[] _qini;
    private readonly (double Value, double[] Draws)[] _auuc;

    private QiniBootstrap((double, double[])[] qini, (double, double[])[] auuc) => (_qini, _auuc) = (qini, auuc);

    /// <summary>Draws.</summary>
    /// <param name="rankings">[rankings][n] scores, higher earlier.</param>
    /// <param name="isTreated">[n]; both arms occur.</param>
    /// <param name="outcome">[n].</param>
    /// <param name="draws">How many, &gt; 0.</param>
    /// <param name="seed">Equal seeds give equal intervals.</param>
    /// <param name="cancellationToken">Looked at once a draw.</param>
    public static QiniBootstrap Run(IReadOnlyList<double[]> rankings, bool[] isTreated, double[] outcome, int draws, int seed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rankings);
        ArgumentNullException.ThrowIfNull(isTreated);
        var ranked = rankings.Select(s => QiniCurve.Ranking.Of(s)).ToArray();
        var whole = ranked.Select(r => r.Curve(isTreated, outcome, [], withPoints: false)).ToArray();
        var (qini, auuc) = (whole.Select(w => (w.Coefficient, new double[draws])).ToArray(), whole.Select(w => (w.Auuc, new double[draws])).ToArray());
        var random = new Random(seed);
        var multiplicity = new int[isTreated.Length];
        for (var draw = 0; draw < draws; draw++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Array.Clear(multiplicity);
            for (var i = 0; i < multiplicity.Length; i++)
            {
                multiplicity[random.Next(multiplicity.Length)]++;
            }

            for (var r = 0; r < ranked.Length; r++)
            {
                var curve = ranked[r].Curve(isTreated, outcome, multiplicity, withPoints: false);
                (qini[r].Item2[draw], auuc[r].Item2[draw]) = (curve.Coefficient, curve.Auuc);
            }
        }

        return new QiniBootstrap(qini, auuc);
    }

    /// <summary>Qini coefficient of a ranking; that of a random order is 0.</summary>
    public Interval Qini(int ranking) => Interval.OfDraws(_qini[ranking].Value, _qini[ranking].Draws, Level);

    /// <summary>AUUC of a ranking.</summary>
    public Interval Auuc(int ranking) => Interval.OfDraws(_auuc[ranking].Value, _auuc[ranking].Draws, Level);

    /// <summary>Qini coefficient of one ranking minus that of another.</summary>
    public Interval Difference(int ranking, int other) => Interval.OfDraws(
        _qini[ranking].Value - _qini[other].Value,
        [.. _qini[ranking].Draws.Zip(_qini[other].Draws, (a, b) => a - b)],
        Level);
}
