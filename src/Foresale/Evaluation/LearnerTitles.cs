namespace Foresale.Evaluation;

/// <summary>
/// How people read the learners: the same words in the report, on the terminal and in the README. Files keep the short names,
/// by which options such as <c>evaluate --without td</c> call them.
/// </summary>
public static class LearnerTitles
{
    private static readonly Dictionary<string, string> s_titles = new(StringComparer.Ordinal)
    {
        ["base_rate"] = "base rate",
        ["recency"] = "recency rule",
        ["bg_nbd"] = "BG/NBD",
        ["logistic"] = "logistic regression",
        ["lightgbm"] = "LightGBM",
        ["gru"] = "supervised network",
        ["td"] = "critic",
        ["supervised"] = "supervised head",
        ["intent"] = "critic",
    };

    /// <summary>The title of a learner, or of the stage that trains it; a name that is not known stands for itself.</summary>
    public static string Of(string name) => s_titles.GetValueOrDefault(name, name);
}
