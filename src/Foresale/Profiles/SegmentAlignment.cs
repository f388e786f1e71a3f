namespace Foresale.Profiles;

/// <summary>Numbers segments of a later fit as those of an earlier one that they are nearest to.</summary>
internal static class SegmentAlignment
{
    /// <summary>The later fit in the earlier one's order: the nearest two centres are matched first.</summary>
    public static FittedSegments To(Features.SegmentModel earlier, FittedSegments later)
    {
        var (k, width) = (earlier.Count, earlier.Traits.Count);
        var order = new int[k];
        Array.Fill(order, -1);
        var pairs = Enumerable.Range(0, k * k).Select(i => (Old: i / k, New: i % k)).OrderBy(p => KMeans.SquaredDistance(
            earlier.Centres.AsSpan(p.Old * width, width), later.Model.Centres.AsSpan(p.New * width, width)));
        foreach (var (old, own) in pairs)
        {
            if (order[old] < 0 && Array.IndexOf(order, own) < 0)
            {
                order[old] = own;
            }
        }

        return later with { Model = SegmentFit.Reordered(later.Model, order), Lifts = [.. order.Select(i => later.Lifts[i])] };
    }
}
