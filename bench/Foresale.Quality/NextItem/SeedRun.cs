using System.Globalization;
using Foresale.Decisions.Recommendation;
using Foresale.Learning;
using Foresale.Learning.NextItem;
using Foresale.Quality.Reporting;

namespace Foresale.Quality.NextItem;

/// <summary>One seed: epoch and weights on the latest training sessions, then everything once more on all of them.</summary>
/// <param name="Row">What was chosen.</param>
internal sealed record SeedRun(StudyRow Row)
{
    /// <summary>The head's name in tables.</summary>
    public const string Head = "next-item head";

    /// <summary>The mixture's.</summary>
    public const string Fused = "head and vs-knn";

    private const int ListLength = 20;

    /// <summary>Runs it.</summary>
    public static SeedRun Of(ItemSessions train, NextItemOptions options, double heldOutShare, FitContext context, Judge judge, CancellationToken cancellationToken)
    {
        var held = (int)(train.Count * heldOutShare);
        var earlier = train.Slice(0, train.Count - held);
        var (first, second) = Halves(train.Slice(train.Count - held, held));
        using var trial = new NextItemLearner(options).Fit(earlier, first, context, cancellationToken);
        var mixture = ItemMixture.Fit(Fused, [trial, new SessionNeighborModel(earlier)], second, cancellationToken);
        using var final = new NextItemLearner(options with { StopAfter = trial.Epochs }).Fit(train, validation: null, context, cancellationToken);
        judge.Add(final, cancellationToken);
        judge.Add(mixture.Over([final, new SessionNeighborModel(train)]), cancellationToken);
        double HeldOut(INextItemModel model) => second.Ranks(model, ListLength, cancellationToken).ReciprocalRank;
        return new SeedRun(new StudyRow(context.Seed.ToString(CultureInfo.InvariantCulture), [trial.Epochs, mixture.Weights[0], HeldOut(trial), HeldOut(mixture)]));
    }

    // Sessions in turn, so that both halves are equally late.
    private static (NextItemCases First, NextItemCases Second) Halves(ItemSessions sessions)
    {
        NextItemCases Every(int rest) => NextItemCases.Of(ItemSessions.Of(Enumerable.Range(0, sessions.Count).Where(s => s % 2 == rest).Select(s => sessions[s].ToArray()), sessions.ItemCount));
        return (Every(0), Every(1));
    }
}
