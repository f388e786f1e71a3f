namespace Foresale.Learning.Baselines;

/// <summary>One setting of LightGBM's; the names are its own.</summary>
/// <param name="Leaves">Most leaves a tree, &gt;= 2.</param>
/// <param name="MinDataInLeaf">Fewest rows in a leaf.</param>
/// <param name="LearningRate">Shrinkage of each tree, 0..1.</param>
/// <param name="FeatureFraction">Share of columns that a tree sees, 0..1.</param>
/// <param name="BaggingFraction">Share of rows that a tree sees, 0..1.</param>
/// <param name="LambdaL2">Ridge on leaf values.</param>
/// <param name="LambdaL1">Soft threshold on leaf values, &gt;= 0.</param>
/// <param name="MinGainToSplit">Least gain of a split, &gt;= 0.</param>
public sealed record TreesSetting(
    int Leaves, int MinDataInLeaf, double LearningRate, double FeatureFraction, double BaggingFraction, double LambdaL2, double LambdaL1 = 0, double MinGainToSplit = 0);

/// <summary>A setting that was tried.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Rounds">Trees at its lowest validation log-loss.</param>
/// <param name="Loss">That log-loss; NaN where there were no validation rows.</param>
/// <param name="IsStopped">True where it was ended because it lost: more rounds could have brought the loss down.</param>
public sealed record TreesTrial(TreesSetting Setting, int Rounds, double Loss, bool IsStopped = false);

/// <summary>How the trees are fitted.</summary>
public sealed record TreesOptions
{
    /// <summary>Settings to try; the one with the lowest validation log-loss stays. Null chooses them by the number of rows.</summary>
    public IReadOnlyList<TreesSetting>? Settings { get; init; }

    /// <summary>Settings to draw at random and try after those; one takes the place of the best so far where it is better beyond chance (docs/adr/0009).</summary>
    public int Trials { get; init; }

    /// <summary>Time after which no further setting is drawn; null for none. A fit that it cuts is not repeatable to the byte.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>The defaults with a search beyond them.</summary>
    public static TreesOptions Tuned { get; } = new() { Trials = 30 };

    /// <summary>How much to spend: multiplies the most rounds and the size up to which all settings are tried. 1 is the default, .1 a quick look.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Most trees.</summary>
    public int MaxRounds { get; init; } = 2000;

    /// <summary>Rounds without a lower validation log-loss after which a run stops.</summary>
    public int Patience { get; init; } = 50;

    /// <summary>Trees where there are no validation rows to count them on.</summary>
    public int RoundsWithoutValidation { get; init; } = 120;

    /// <summary>Runs with different seeds whose scores are averaged; each sees other rows and columns. Null takes 5 up to <see cref="BagCells"/>, else 1.</summary>
    public int? Bags { get; init; }

    /// <summary>Rows times columns up to which runs are averaged by default: few rows are where chance is strongest and time is cheapest.</summary>
    public double BagCells { get; init; } = 1e6;

    /// <summary>Rows times columns up to which all settings are tried; above it, the first one only.</summary>
    public double GridCells { get; init; } = 2e7;

    /// <summary>Runs to average for so many rows.</summary>
    public int BagsFor(int rows, int columns) => Bags ?? ((double)rows * columns <= BagCells * Scale ? 5 : 1);

    /// <summary>Settings for so many rows: few rows get small trees with strong shrinkage.</summary>
    public IReadOnlyList<TreesSetting> SettingsFor(int rows, int columns)
    {
        var all = Settings ?? rows switch
        {
            < 5_000 => [new(5, 10, .05, .7, .8, 5), new(3, 10, .05, .8, .8, 1), new(12, 20, .03, .6, .8, 10), new(4, 30, .05, .3, .7, 10)],
            < 50_000 => [new(12, 20, .04, .6, .8, 5), new(6, 20, .05, .8, .8, 1), new(24, 40, .03, .5, .8, 10), new(31, 20, .05, .8, .9, 1)],
            _ => [new(31, 100, .06, .7, .8, 5), new(63, 100, .06, .6, .8, 10), new(15, 100, .08, .8, .8, 1), new(127, 200, .05, .5, .8, 10)],
        };
        return (double)rows * columns <= GridCells * Scale ? all : [all[0]];
    }
}
