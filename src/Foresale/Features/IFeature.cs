namespace Foresale.Features;

/// <summary>Something that the state says: one class with its columns, how events change it and how it is read.</summary>
internal interface IFeature
{
    /// <summary>Its columns, in order; most features have one.</summary>
    IReadOnlyList<FeatureColumn> Columns { get; }
}

/// <summary>A feature of the shopper, kept as floats of the shopper's state. No absolute time stands in a float.</summary>
internal interface IUserFeature : IFeature
{
    /// <summary>Floats of state; all 0 for a new shopper.</summary>
    int StateSize { get; }

    /// <summary>Moves the state to the event's time and folds the event in.</summary>
    void Update(Span<float> state, in FoldEvent shopEvent);

    /// <summary>Writes the columns as of the moment.</summary>
    void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values);
}

/// <summary>A feature of the item in focus: reads the catalogue and the counters published at midnight, never a shopper's state.</summary>
internal interface IItemFeature : IFeature
{
    /// <summary>Writes the columns as of the moment.</summary>
    void Read(ItemSnapshot snapshot, in Moment moment, Span<float> values);
}

/// <summary>A feature of the shopper and the item in focus, kept as floats of the pair's state.</summary>
internal interface IPairFeature : IFeature
{
    /// <summary>Floats of state; all 0 for a new pair.</summary>
    int StateSize { get; }

    /// <summary>Moves the state to the event's time and folds an event on the item in.</summary>
    /// <param name="state">State as of the pair's previous event.</param>
    /// <param name="shopEvent">The event.</param>
    /// <param name="decays">Fading since the pair's previous event.</param>
    void Update(Span<float> state, in FoldEvent shopEvent, in Decays decays);

    /// <summary>Writes the columns as of the moment.</summary>
    /// <param name="state">State as of the pair's last event; all 0 where the shopper never touched the item.</param>
    /// <param name="moment">The moment; its focus tells the pair.</param>
    /// <param name="decays">Fading since the pair's last event.</param>
    /// <param name="values">Receives one value a column.</param>
    void Read(ReadOnlySpan<float> state, in Moment moment, in Decays decays, Span<float> values);
}

/// <summary>A feature of the moment: no state.</summary>
internal interface IContextFeature : IFeature
{
    /// <summary>Writes the columns as of the moment.</summary>
    void Read(in Moment moment, Span<float> values);
}
