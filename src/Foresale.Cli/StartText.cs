using System.Globalization;
using Foresale.Learning.Agents.Intent;

namespace Foresale.Cli;

/// <summary>What came over from the model that a training began from, in one line.</summary>
internal static class StartText
{
    /// <summary>Columns that both know, columns unknown there, the encoder, and the epoch that stays.</summary>
    /// <param name="model">The model's place, as it was typed.</param>
    /// <param name="start">Its network.</param>
    /// <param name="trained">The network that began from it.</param>
    public static string Of(string model, TrainedIntent start, TrainedIntent trained)
    {
        var there = (start.Shape.Columns ?? []).ToHashSet(StringComparer.Ordinal);
        var columns = trained.Shape.Columns ?? [];
        var matched = columns.Count(there.Contains);
        var history = trained.History;
        var kept = history.BestEpoch == 0
            ? "the network stays as it came, since no epoch here was better"
            : string.Create(CultureInfo.InvariantCulture, $"epoch {history.BestEpoch} of {history.Epochs} stays");
        var encoder = trained.Shape.Tokens is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{trained.Options.Encoder.ToString().ToLowerInvariant()} encoder of width {trained.Options.EncoderWidth}, ");
        return string.Create(CultureInfo.InvariantCulture, $"begun from {model}: {matched} of {columns.Count} feature columns matched, {columns.Count - matched} unknown there; {encoder}{kept}");
    }
}
