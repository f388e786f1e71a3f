namespace Foresale.Features;

/// <summary>How far the shopper is from the centre of each segment published last (docs/profiles.md). Reads what other features of S_u say.</summary>
internal sealed class SegmentColumns
{
    private readonly (long FromMs, SegmentModel Model)[] _snapshots;
    private readonly int[] _places; // [T] columns of the traits.
    private readonly float[] _point;

    /// <summary>Reads snapshots.</summary>
    /// <param name="snapshots">Those with segments, ascending, all of the same traits and number; at least one.</param>
    /// <param name="shopper">Columns of the features of S_u.</param>
    /// <exception cref="ArgumentException">A trait is no column of S_u.</exception>
    public SegmentColumns(IReadOnlyList<PortraitSnapshot> snapshots, IReadOnlyList<FeatureColumn> shopper)
    {
        _snapshots = [.. snapshots.Select(s => (s.FromMs, s.Segments!))];
        var (last, schema) = (_snapshots[^1].Model, new FeatureSchema(shopper));
        _places = [.. last.Traits.Select(t => schema.IndexOf(t.Column) is >= 0 and var place
            ? place : throw new ArgumentException($"Segments read '{t.Column}', which is no column of the shopper.", nameof(shopper)))];
        _point = new float[_places.Length];
        Columns =
        [
            .. last.Names.Select((name, k) => new FeatureColumn($"segment_{k + 1}_distance", FeatureGroup.User, "deviations", $"How far the shopper is from the centre of the segment \"{name.Name}\", a trait; 0 where it is not known.")),
            new FeatureColumn("segment_known", FeatureGroup.User, "0/1", "Whether segments had been made before, and the shopper had come before."),
        ];
    }

    /// <summary>Its columns: a distance a segment, and a flag.</summary>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <summary>Writes the columns as of the moment.</summary>
    /// <param name="shopper">Values of the features of S_u.</param>
    /// <param name="moment">The moment.</param>
    /// <param name="values">Receives one value a column.</param>
    public void Read(ReadOnlySpan<float> shopper, in Moment moment, Span<float> values)
    {
        values.Clear();
        var last = _snapshots.Length - 1;
        while (last >= 0 && _snapshots[last].FromMs > moment.AtMs)
        {
            last--;
        }

        if (last < 0 || moment.Shopper.Events == 0)
        {
            return;
        }

        var model = _snapshots[last].Model;
        for (var t = 0; t < _places.Length; t++)
        {
            _point[t] = model.Traits[t].Of(shopper[_places[t]]);
        }

        model.Distances(_point, values[..^1]);
        values[^1] = 1f;
    }
}
