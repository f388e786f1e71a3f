using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Foresale.Features;

namespace Foresale.Scoring;

/// <summary>Names all that a fold knows beyond the events. States of folds with other settings mean other things, though their columns may be the same: price bands, words, segments.</summary>
public static class FoldHash
{
    private static readonly JsonSerializerOptions s_json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>XxHash128 over the settings and their portraits, in hex.</summary>
    public static string Of(FoldSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var portraits = settings.Portraits is { } kept ? PortraitsFile.TextOf(kept) : "";
        return Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(settings, s_json) + portraits)));
    }
}
