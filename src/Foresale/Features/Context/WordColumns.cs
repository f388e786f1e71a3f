namespace Foresale.Features;

/// <summary>Device, region or channel of the session: one column a known word, one for any other; all 0 where unknown.</summary>
internal sealed class WordColumns(string field, IReadOnlyList<string> words) : IContextFeature
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        .. words.Select(word => new FeatureColumn($"{field}={word}", FeatureGroup.Context, "0/1", $"Whether the session's {field} is {word}.")),
        new($"{field}=(other)", FeatureGroup.Context, "0/1", $"Whether the session's {field} is a word not listed."),
    ];

    /// <inheritdoc/>
    public void Read(in Moment moment, Span<float> values)
    {
        values.Clear();
        var level = field switch { "device" => moment.Shopper.Device, "region" => moment.Shopper.Region, _ => moment.Shopper.Channel };
        if (level >= 0)
        {
            values[level] = 1f;
        }
    }
}
