namespace Foresale.Environments;

/// <summary>Numbers with a name and bounds each: what an environment shows, or what it takes.</summary>
public sealed record Space
{
    /// <summary>Creates a space.</summary>
    /// <param name="names">One a number, in order; at least one.</param>
    /// <param name="low">Least value of each; negative infinity for none.</param>
    /// <param name="high">Greatest value of each, above the least; infinity for none.</param>
    /// <exception cref="ArgumentException">Lengths differ, or bounds are no bounds.</exception>
    public Space(IReadOnlyList<string> names, IReadOnlyList<float> low, IReadOnlyList<float> high)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(low);
        ArgumentNullException.ThrowIfNull(high);
        if (names.Count == 0 || low.Count != names.Count || high.Count != names.Count)
        {
            throw new ArgumentException($"A space of {names.Count} names has {low.Count} lower and {high.Count} upper bounds. Give one of each for every name.", nameof(names));
        }

        for (var i = 0; i < names.Count; i++)
        {
            if (!(low[i] < high[i]))
            {
                throw new ArgumentException(FormattableString.Invariant($"'{names[i]}' has the bounds {low[i]} and {high[i]}. Give a lower one below the upper one."), nameof(low));
            }
        }

        (Names, Low, High) = ([.. names], [.. low], [.. high]);
    }

    /// <summary>Names, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Least values.</summary>
    public IReadOnlyList<float> Low { get; }

    /// <summary>Greatest values.</summary>
    public IReadOnlyList<float> High { get; }

    /// <summary>How many numbers.</summary>
    public int Size => Names.Count;

    /// <summary>True where every number has both bounds: only then can it be drawn from and scaled.</summary>
    public bool IsBounded => Low.All(float.IsFinite) && High.All(float.IsFinite);

    /// <summary>Numbers that share their bounds, named <c>prefix_0</c>, <c>prefix_1</c>, ...</summary>
    public static Space Of(string prefix, int size, float low, float high) =>
        new([.. Enumerable.Range(0, size).Select(i => FormattableString.Invariant($"{prefix}_{i}"))], [.. Enumerable.Repeat(low, size)], [.. Enumerable.Repeat(high, size)]);

    /// <summary>One space after the other.</summary>
    public static Space Join(Space first, Space second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return new Space([.. first.Names, .. second.Names], [.. first.Low, .. second.Low], [.. first.High, .. second.High]);
    }

    /// <summary>First number that is not finite or out of bounds; -1 for none.</summary>
    public int FirstOutside(ReadOnlySpan<float> values)
    {
        for (var i = 0; i < Size; i++)
        {
            if (!(values[i] >= Low[i] && values[i] <= High[i]) || !float.IsFinite(values[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Draws evenly between the bounds.</summary>
    public void Draw(Random random, Span<float> values)
    {
        ArgumentNullException.ThrowIfNull(random);
        for (var i = 0; i < Size; i++)
        {
            values[i] = Low[i] + ((High[i] - Low[i]) * random.NextSingle());
        }
    }

    /// <summary>From [-1, 1] to the bounds. Agents act in [-1, 1], so that one size of noise and one tanh fit every action.</summary>
    public void FromUnit(ReadOnlySpan<float> unit, Span<float> values)
    {
        for (var i = 0; i < Size; i++)
        {
            values[i] = Low[i] + ((High[i] - Low[i]) * (Math.Clamp(unit[i], -1, 1) + 1) / 2);
        }
    }

    /// <summary>From the bounds to [-1, 1]; values outside stay outside.</summary>
    public void ToUnit(ReadOnlySpan<float> values, Span<float> unit)
    {
        for (var i = 0; i < Size; i++)
        {
            unit[i] = (2 * (values[i] - Low[i]) / (High[i] - Low[i])) - 1;
        }
    }
}
