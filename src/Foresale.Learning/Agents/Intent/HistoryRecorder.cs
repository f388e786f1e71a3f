using Foresale.Evaluation;

namespace Foresale.Learning.Agents.Intent;

/// <summary>Collects curves: figures of single updates are averaged over a bucket, since they jump.</summary>
internal sealed class HistoryRecorder
{
    private const int Bucket = 20; // Updates.
    private readonly List<(string Panel, string Name, List<CurvePoint> Points)> _series = [];
    private readonly Dictionary<(string Panel, string Name), (double Sum, int Count)> _open = [];

    /// <summary>The curves, in the order in which they first occurred.</summary>
    public IReadOnlyList<Series> Series => [.. _series.Select(s => new Series(s.Panel, s.Name, [.. s.Points]))];

    /// <summary>Adds a figure of one update.</summary>
    public void Update(string panel, string name, long update, double value)
    {
        var (sum, count) = _open.GetValueOrDefault((panel, name));
        (sum, count) = (sum + value, count + 1);
        if (count == Bucket)
        {
            Point(panel, name, update, sum / count);
            (sum, count) = (0, 0);
        }

        _open[(panel, name)] = (sum, count);
    }

    /// <summary>Adds a point.</summary>
    public void Point(string panel, string name, long update, double value)
    {
        var place = _series.FindIndex(s => string.Equals(s.Panel, panel, StringComparison.Ordinal) && string.Equals(s.Name, name, StringComparison.Ordinal));
        if (place < 0)
        {
            place = _series.Count;
            _series.Add((panel, name, []));
        }

        _series[place].Points.Add(new CurvePoint(update, value));
    }

    /// <summary>Continues curves from a checkpoint, which is taken between buckets.</summary>
    public void Restore(IReadOnlyList<Series> series)
    {
        _series.Clear();
        _open.Clear();
        _series.AddRange(series.Select(s => (s.Panel, s.Name, s.Points.ToList())));
    }

    /// <summary>Closes the open buckets.</summary>
    public void Flush(long update)
    {
        foreach (var ((panel, name), (sum, count)) in _open.OrderBy(o => o.Key.Panel, StringComparer.Ordinal).ThenBy(o => o.Key.Name, StringComparer.Ordinal).ToList())
        {
            if (count > 0)
            {
                Point(panel, name, update, sum / count);
            }
        }

        _open.Clear();
    }
}
