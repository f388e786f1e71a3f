using System.Globalization;

namespace Foresale.Learning.Baselines;

/// <summary>Progress of a fit in trees. A run that stops early leaps to its end: how many trees it would have taken is not known before.</summary>
/// <param name="progress">Receives it; null where nobody looks.</param>
/// <param name="settings">Runs that try a setting, drawn ones too.</param>
/// <param name="further">Runs of the best setting that are averaged with the first.</param>
/// <param name="mostTrees">Most trees of a run.</param>
internal sealed class TreeCount(IProgress<StageProgress>? progress, int settings, int further, int mostTrees)
{
    private const string Stage = "lightgbm";
    private int _run = -1;

    /// <summary>Most trees of a run.</summary>
    public int MostTrees => mostTrees;

    /// <summary>The lowest validation log-loss so far; NaN before there is one.</summary>
    public double Best { get; set; } = double.NaN;

    private double Total => (double)(settings + further) * mostTrees;

    /// <summary>A run begins.</summary>
    public void Begin()
    {
        _run++;
        Grown(0);
    }

    /// <summary>The run at hand has so many trees.</summary>
    public void Grown(int trees) => progress?.Report(new StageProgress(Stage, ((double)_run * mostTrees) + trees, Total, Note(trees)));

    /// <summary>All runs are over.</summary>
    public void End() => progress?.Report(new StageProgress(Stage, Total, Total));

    private string Note(int trees)
    {
        var run = _run < settings ? $"setting {_run + 1} of {settings}" : "average";
        var loss = double.IsNaN(Best) ? "" : string.Create(CultureInfo.InvariantCulture, $", log-loss {Best:F4}");
        return $"{run}, {trees} trees{loss}";
    }
}
