namespace Foresale.Server.Models;

/// <summary>What was seen of the models that serve, each since it took its role.</summary>
/// <param name="Roles">Champion, challenger, shadow, as far as there are such.</param>
/// <param name="Compared">Scores that were computed a second time, in the background.</param>
/// <param name="Dropped">Scores that should have been and were not, since too many waited.</param>
/// <param name="Outcomes">What counts as an outcome, or why there is none.</param>
/// <param name="Open">Shoppers whose outcome is not known yet.</param>
/// <param name="NotFollowed">Shoppers whose outcome is not looked for, since 100,000 were open.</param>
public sealed record ModelReport(IReadOnlyList<RoleReport> Roles, long Compared, long Dropped, string Outcomes, int Open, long NotFollowed);

/// <summary>A model in its role.</summary>
public sealed record RoleReport
{
    /// <summary><c>champion</c>, <c>challenger</c> or <c>shadow</c>.</summary>
    public required string Role { get; init; }

    /// <summary>The model's name in answers.</summary>
    public required string Model { get; init; }

    /// <summary>Share of shoppers who see its scores, 0..1.</summary>
    public required double Share { get; init; }

    /// <summary>When it took the role; what it is compared with began no later.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Intents computed: shown ones for champion and challenger, unseen ones for the shadow.</summary>
    public required long Scores { get; init; }

    /// <summary>Their mean, 0..1; null without any.</summary>
    public double? MeanIntent { get; init; }

    /// <summary>Their shares between the deciles of the model's calibration slice.</summary>
    public required IReadOnlyList<ScoreBin> Histogram { get; init; }

    /// <summary>Population stability index against that slice, which has a row an event, where a shop reads scores when it likes: a level to watch, not to judge.</summary>
    public double? PsiToCalibration { get; init; }

    /// <summary>Mean time of a score, with the wait for a core, milliseconds.</summary>
    public double? MeanMilliseconds { get; init; }

    /// <summary>The longest.</summary>
    public double? LargestMilliseconds { get; init; }

    /// <summary>Against the champion, state by state; null for itself, or before the first.</summary>
    public ChampionComparison? ToChampion { get; init; }

    /// <summary>What became of the shoppers; null before the first outcome.</summary>
    public OutcomeReport? Outcomes { get; init; }
}

/// <summary>A bin of a histogram.</summary>
/// <param name="From">Lowest intent in it.</param>
/// <param name="To">Lowest intent above it.</param>
/// <param name="Share">Share of scores, 0..1.</param>
/// <param name="Calibration">Share of the calibration slice's.</param>
public sealed record ScoreBin(double From, double To, double Share, double Calibration);

/// <summary>Two models on the same states of the same shoppers.</summary>
/// <param name="Scores">States scored by both.</param>
/// <param name="MeanIntent">This model's mean.</param>
/// <param name="ChampionMeanIntent">The champion's.</param>
/// <param name="Psi">Population stability index of the two distributions, over deciles of the champion's calibration slice.</param>
/// <param name="EqualBands">Share of states that both put into one band.</param>
/// <param name="MeanAbsoluteDifference">Of intents, 0..1.</param>
/// <param name="LargestDifference">Of intents, 0..1.</param>
public sealed record ChampionComparison(long Scores, double MeanIntent, double ChampionMeanIntent, double Psi, double EqualBands, double MeanAbsoluteDifference, double LargestDifference);

/// <summary>What became of shoppers whom a model scored, one intent each: the first that was read of a session, or of a horizon. Intervals are of 95 %.</summary>
/// <param name="Shoppers">Whose outcome is known.</param>
/// <param name="Bought">Of them, those who bought.</param>
/// <param name="ShareBought">Between champion and challenger this is what showing one or the other did.</param>
/// <param name="MeanIntent">What the model had said.</param>
/// <param name="IntentLessBought">Above 0 the model promises too much; null below two shoppers.</param>
/// <param name="LogLoss">Nats; null below two shoppers.</param>
/// <param name="ComparedShoppers">Of them, those of whom the champion's intent is known too.</param>
/// <param name="LogLossLessChampions">Difference on the same shoppers: below 0 this model is the better; null for the champion.</param>
public sealed record OutcomeReport(long Shoppers, long Bought, Estimate ShareBought, double MeanIntent, Estimate? IntentLessBought, Estimate? LogLoss, long ComparedShoppers, Estimate? LogLossLessChampions);
