namespace Foresale.Features;

/// <summary>The user side file: numbers as they are, words as one column a level.</summary>
/// <remarks>No state: the row is read when the shopper is first seen.</remarks>
internal sealed class ProfileColumns(FoldSettings settings) : IUserFeature
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } = [.. SideEncoding.Columns("profile", FeatureGroup.User, "shopper", settings.UserNumeric, settings.UserLevels)];

    /// <inheritdoc/>
    public int StateSize => 0;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values) => moment.Shopper.Profile.CopyTo(values);
}
