namespace Foresale.Features;

/// <summary>How a column of S_u becomes a coordinate that segments are measured in: standardised, and cut at three deviations so that a few extreme shoppers do not rule.</summary>
/// <param name="Column">Name in the schema.</param>
/// <param name="Log">True where ln(1 + x) is standardised: counts and amounts.</param>
/// <param name="Mean">Of the shoppers fitted on.</param>
/// <param name="Deviation">Of the shoppers fitted on, &gt; 0.</param>
public sealed record TraitScale(string Column, bool Log, float Mean, float Deviation)
{
    private const float Widest = 3f;

    /// <summary>The coordinate, -3..3; a missing value reads as the mean, 0.</summary>
    public float Of(float value) => float.IsNaN(value) ? 0f : Math.Clamp((Transform(value) - Mean) / Deviation, -Widest, Widest);

    /// <summary>The value before it is standardised.</summary>
    public float Transform(float value) => Log ? MathF.Log(1f + Math.Max(0f, value)) : value;
}

/// <summary>A group of like shoppers.</summary>
/// <param name="Name">In plain words, from what sets it apart.</param>
/// <param name="Share">Share of the shoppers fitted on, 0..1.</param>
public sealed record SegmentName(string Name, double Share);

/// <summary>Shoppers in K groups by the nearest of K centres. Immutable.</summary>
/// <remarks>Letters: K segments, T traits.</remarks>
/// <param name="Traits">[T] the coordinates.</param>
/// <param name="Centres">[K, T], row-major.</param>
/// <param name="Names">[K].</param>
public sealed record SegmentModel(IReadOnlyList<TraitScale> Traits, float[] Centres, IReadOnlyList<SegmentName> Names)
{
    /// <summary>K.</summary>
    public int Count => Names.Count;

    /// <summary>A shopper's distance to each centre, in deviations a trait: the root of the mean square over traits.</summary>
    /// <param name="point">[T] coordinates.</param>
    /// <param name="distances">Receives K values, &gt;= 0.</param>
    public void Distances(ReadOnlySpan<float> point, Span<float> distances)
    {
        for (var k = 0; k < Count; k++)
        {
            var centre = Centres.AsSpan(k * point.Length, point.Length);
            var sum = 0f;
            for (var t = 0; t < point.Length; t++)
            {
                sum += (point[t] - centre[t]) * (point[t] - centre[t]);
            }

            distances[k] = MathF.Sqrt(sum / point.Length);
        }
    }

    /// <summary>The segment of a shopper; of two equally near the first.</summary>
    /// <param name="point">[T] coordinates.</param>
    public int Of(ReadOnlySpan<float> point)
    {
        Span<float> distances = stackalloc float[Count];
        Distances(point, distances);
        var nearest = 0;
        for (var k = 1; k < Count; k++)
        {
            nearest = distances[k] < distances[nearest] ? k : nearest;
        }

        return nearest;
    }
}

/// <summary>What was known of shoppers and items at an instant: published then, and read by states at or after it until the next.</summary>
/// <param name="FromMs">The instant, Unix milliseconds: only events before it were fitted on.</param>
/// <param name="Factors">Vectors of items; null where the log had too few pairs.</param>
/// <param name="Segments">Segments of shoppers; null where the log had too few shoppers.</param>
public sealed record PortraitSnapshot(long FromMs, ItemFactors? Factors, SegmentModel? Segments);
