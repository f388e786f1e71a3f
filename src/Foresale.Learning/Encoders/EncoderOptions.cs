namespace Foresale.Learning.Encoders;

/// <summary>What an encoder is made of.</summary>
/// <param name="Kind">What reads the tokens.</param>
/// <param name="Width">Width of embeddings and states, D.</param>
/// <param name="Blocks">Blocks of a stack; a GRU and a pooled encoder have one layer.</param>
/// <param name="Heads">Heads of attention; they divide the width.</param>
/// <param name="Dropout">Share of units dropped in training, 0..1.</param>
internal readonly record struct EncoderOptions(EncoderKind Kind, int Width, int Blocks, int Heads, double Dropout);
