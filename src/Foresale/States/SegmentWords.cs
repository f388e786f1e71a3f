using Foresale.Features;

namespace Foresale.States;

/// <summary>The segment of each node's shopper as a word that reports slice by: the nearest centre, as the state says.</summary>
internal static class SegmentWords
{
    private const string Unknown = "unknown";

    /// <summary>Per node a segment's name; null where the state has no segments.</summary>
    public static string[]? Of(FeatureSchema schema, float[] features, int[] states, FoldSettings settings)
    {
        var known = schema.IndexOf("segment_known");
        if (known < 0 || settings.Portraits is not [.., { Segments: { } last }])
        {
            return null;
        }

        return Array.ConvertAll(states, state =>
        {
            var values = features.AsSpan(state * schema.Count, schema.Count);
            var distances = values[(known - last.Count)..known];
            return values[known] > 0 ? last.Names[distances.IndexOf(Least(distances))].Name : Unknown;
        });
    }

    private static float Least(ReadOnlySpan<float> values)
    {
        var least = values[0];
        foreach (var value in values)
        {
            least = Math.Min(least, value);
        }

        return least;
    }
}
