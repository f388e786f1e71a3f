using System.Text.Json.Serialization;

namespace Foresale.Learning.Encoders;

/// <summary>What reads a shopper's token history.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EncoderKind>))]
public enum EncoderKind
{
    /// <summary>A gated recurrent unit over the tokens.</summary>
    Gru,

    /// <summary>Mean and last of the token embeddings through a small network: several times cheaper than the GRU.</summary>
    Pooled,

    /// <summary>Causal self-attention in pre-norm blocks, as SASRec's.</summary>
    Transformer,

    /// <summary>Pointwise, gated attention without a softmax, as HSTU's.</summary>
    Hstu,
}
