using Foresale.Evaluation;

namespace Foresale.Decisions.Nudges;

/// <summary>By what shoppers are chosen for the offer.</summary>
public enum OfferOrder
{
    /// <summary>By expected effect: the model is shown to rank better than chance.</summary>
    Uplift,

    /// <summary>By chance: the offer is shown to work on average, the model is not shown to know on whom.</summary>
    Random,

    /// <summary>Nobody: neither is shown.</summary>
    Nobody,
}

/// <summary>What an experiment says of a ranking by uplift, beside one by intent, and what follows from it.</summary>
/// <remarks>A ranking by intent is never used, however it fares: it has no reason to know whom an offer moves, and where it looks good that is chance, or uplift in disguise which the model finds too.</remarks>
public sealed record NudgeDecision
{
    private const int Draws = 1_000;

    // Places of a random order: by a salt of its own, else those just beyond the holdout would always come first.
    private static readonly Holdout s_order = new(0, "order");

    /// <summary>Effect on all shoppers, orders an offer.</summary>
    public required MeanDifference MeanEffect { get; init; }

    /// <summary>Qini coefficient of the uplift model; 0 is a random order.</summary>
    public required Interval Qini { get; init; }

    /// <summary>Area under the uplift curve.</summary>
    public required Interval Auuc { get; init; }

    /// <summary>Qini coefficient of a ranking by intent.</summary>
    public required Interval IntentQini { get; init; }

    /// <summary>Qini coefficient, uplift minus intent, paired.</summary>
    public required Interval OverIntent { get; init; }

    /// <summary>Curves, for drawing: uplift, intent.</summary>
    public required IReadOnlyList<QiniCurve> Curves { get; init; }

    /// <summary>By what shoppers are chosen.</summary>
    public OfferOrder Order => Qini.IsAboveZero ? OfferOrder.Uplift : MeanEffect.Gain.IsAboveZero ? OfferOrder.Random : OfferOrder.Nobody;

    /// <summary>[n] expected effect by which shoppers are taken: the model's, the mean effect in a random order that repeats, or none.</summary>
    /// <param name="users">Shoppers to choose from.</param>
    /// <param name="uplift">[n] what the model expects of each.</param>
    public double[] Expected(IReadOnlyList<string> users, double[] uplift)
    {
        ArgumentNullException.ThrowIfNull(users);
        return Order switch
        {
            OfferOrder.Uplift => uplift,
            OfferOrder.Random => [.. users.Select(u => MeanEffect.Gain.Value * (1 + (1e-9 * s_order.PlaceOf(u))))],
            _ => new double[users.Count],
        };
    }

    /// <summary>Judges rankings of shoppers whom their makers did not see.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="uplift">[n] expected effects.</param>
    /// <param name="intent">[n] intent.</param>
    /// <param name="seed">Of the bootstrap.</param>
    /// <param name="cancellationToken">Looked at once a draw.</param>
    public static NudgeDecision Of(Experiment experiment, double[] uplift, double[] intent, int seed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var bootstrap = QiniBootstrap.Run([uplift, intent], experiment.IsTreated, experiment.Orders, Draws, seed, cancellationToken);
        return new NudgeDecision
        {
            MeanEffect = OfferValue.Of(uplift, experiment, experiment.Count).Orders,
            Qini = bootstrap.Qini(0),
            Auuc = bootstrap.Auuc(0),
            IntentQini = bootstrap.Qini(1),
            OverIntent = bootstrap.Difference(0, 1),
            Curves = [QiniCurve.Of(uplift, experiment.IsTreated, experiment.Orders), QiniCurve.Of(intent, experiment.IsTreated, experiment.Orders)],
        };
    }
}
