using System.Text.Json.Serialization;

namespace Foresale.Learning.Agents.Intent;

/// <summary>How much a network can hold. bench/results/encoders.md has what each is worth by the size of the log.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelSize>))]
public enum ModelSize
{
    /// <summary>Width 32, one block: a look.</summary>
    Tiny,

    /// <summary>Width 96, two blocks: the default.</summary>
    Small,

    /// <summary>Width 192, four blocks: logs of hundred thousands of sessions.</summary>
    Base,
}
