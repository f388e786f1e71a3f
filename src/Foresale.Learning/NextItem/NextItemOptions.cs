namespace Foresale.Learning.NextItem;

/// <summary>Settings of the next-item head; customary ones; of them only the number of epochs was chosen, on the latest training sessions of Diginetica (bench/results/next-item.md).</summary>
public sealed record NextItemOptions
{
    /// <summary>D, numbers an item has.</summary>
    public int Width { get; init; } = 128;

    /// <summary>Share of an item's numbers that training leaves out, on both sides of the softmax.</summary>
    public double Dropout { get; init; } = .25;

    /// <summary>What cosines are divided by before the softmax: below 1, since a cosine of at most 1 could not make one item of thousands likely.</summary>
    public double Temperature { get; init; } = .07;

    /// <summary>K, wrong items drawn for each batch, shared by its cases; at most N.</summary>
    public int Negatives { get; init; } = 2048;

    /// <summary>Share of the draws that take every item alike; the others go by clicks^.75.</summary>
    public double UniformShare { get; init; } = .5;

    /// <summary>Sessions a batch.</summary>
    public int BatchSessions { get; init; } = 512;

    /// <summary>Latest clicks of a session that are read.</summary>
    public int Length { get; init; } = 50;

    /// <summary>Step size of AdamW at the start; a cosine takes it to 0 over <see cref="Epochs"/>.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Decoupled weight decay.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>Passes over the sessions, at most.</summary>
    public int Epochs { get; init; } = 6;

    /// <summary>Passes after which the fit ends, on the same curve of rates: repeats a fit whose best epoch is known on more sessions. Null for <see cref="Epochs"/>.</summary>
    public int? StopAfter { get; init; }

    /// <summary>Epochs without a better MRR@20 on the validation cases before the fit ends.</summary>
    public int Patience { get; init; } = 3;

    /// <summary>Time for the fit; null for no end.</summary>
    public TimeSpan? Budget { get; init; }
}
