namespace Foresale.Features;

/// <summary>Reads every feature into one vector, in the order of the schema: shopper, item, pair, context.</summary>
internal sealed class VectorReader(FeatureSet features, ItemSnapshot snapshot)
{
    private readonly float[] _newPair = new float[features.PairStateSize];

    /// <summary>Fills F values; NaN where one is missing.</summary>
    public void Read(in Moment moment, Span<float> vector)
    {
        var column = ReadUser(moment, vector);
        foreach (var feature in features.Item)
        {
            feature.Read(snapshot, moment, vector.Slice(column, feature.Columns.Count));
            column += feature.Columns.Count;
        }

        column = ReadPair(moment, vector, column);
        foreach (var feature in features.Context)
        {
            feature.Read(moment, vector.Slice(column, feature.Columns.Count));
            column += feature.Columns.Count;
        }
    }

    private int ReadUser(in Moment moment, Span<float> vector)
    {
        var (column, offset) = (0, 0);
        foreach (var feature in features.User)
        {
            feature.Read(moment.Shopper.Values.AsSpan(offset, feature.StateSize), moment, vector.Slice(column, feature.Columns.Count));
            offset += feature.StateSize;
            column += feature.Columns.Count;
        }

        if (features.Segments is { } segments)
        {
            segments.Read(vector[..column], moment, vector.Slice(column, segments.Columns.Count));
            column += segments.Columns.Count;
        }

        return column;
    }

    private int ReadPair(in Moment moment, Span<float> vector, int column)
    {
        var slot = moment.Focus.Pair;
        ReadOnlySpan<float> values = slot < 0 ? _newPair : moment.Shopper.Pairs.Values(slot);
        var decays = slot < 0 ? Decays.None : Decays.Over((moment.AtMs - moment.Shopper.Pairs.Header(slot).LastMs) / Fold.MsPerDay);
        var offset = 0;
        foreach (var feature in features.Pair)
        {
            feature.Read(values.Slice(offset, feature.StateSize), moment, decays, vector.Slice(column, feature.Columns.Count));
            offset += feature.StateSize;
            column += feature.Columns.Count;
        }

        return column;
    }
}
