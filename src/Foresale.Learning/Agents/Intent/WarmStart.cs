using Foresale.Events;
using Foresale.Features;
using Foresale.Learning.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Agents.Intent;

/// <summary>
/// Begins a network with what one has learnt on another log. Feature columns find each other by name and keep the scale that they had there, since
/// a number is to mean what it meant; columns that were unknown there, or never changed, begin without weight and with a scale of their own. Rows of
/// the heads find each other by the actions' words. Of the token tables only those of closed vocabularies (behaviors, hours, and gaps between logs
/// that both have a clock or both none) go over: rows of hashed names, and of a shop's own words, mean other things elsewhere.
/// </summary>
internal static class WarmStart
{
    private const string TableName = "_table.weight", FirstLayer = "_hidden1.weight";
    private static readonly string[] s_closed = ["behavior", "new_session", "price_decile", "gap", "hour", "weekday", "seen_item"];
    private static readonly string[] s_clocks = ["hour", "weekday"]; // A log with a clock has the first, one of days the second.

    /// <summary>Refuses a network that has nothing to hand on.</summary>
    /// <exception cref="UserFaultException">It shares no feature column with the table.</exception>
    public static void Require(IntentShape shape, TrainedIntent from)
    {
        if (!Places(shape, from).Any(place => place >= 0))
        {
            throw new UserFaultException(
                "network to begin from", "it reads none of this data's feature columns, or was written before networks kept their names.", "Name a model trained on a log of the same kind by this version, or begin afresh.");
        }
    }

    /// <summary>
    /// Copies into a network what has the same name and shape there. The heads that give an outcome's log-odds are moved by as much as the base rates
    /// of both logs differ in them, where the other one's is known: what buyers look like goes over, how many there are does not.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="from">The network of another log.</param>
    /// <param name="logOdds">Log-odds of this log's base rate.</param>
    /// <returns>Number of weights copied.</returns>
    public static long Apply(IntentNetwork network, TrainedIntent from, double logOdds)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var (weights, copied) = (Shifted(from, (float)(logOdds - (from.History.LogOdds ?? logOdds))), 0L);
        foreach (var (name, parameter) in network.named_parameters())
        {
            if (network.Encoder is { } encoder && from.Shape.Tokens is { } source && name.EndsWith(TableName, StringComparison.Ordinal))
            {
                copied += CopyTable(encoder.Tokens.Schema, source, encoder.Tokens.Table, weights[name]);
            }
            else if (string.Equals(name, FirstLayer, StringComparison.Ordinal))
            {
                copied += CopyColumns(network, from, parameter, weights[name]);
            }
            else if (IntentNetwork.ActionOutputs.Any(output => name.StartsWith(output, StringComparison.Ordinal)))
            {
                copied += weights.TryGetValue(name, out var rows) ? CopyActions(network.Shape, from.Shape, parameter, rows) : 0;
            }
            else if ((!name.StartsWith(IntentNetwork.HazardPrefix, StringComparison.Ordinal) || network.Shape.Horizons.SequenceEqual(from.Shape.Horizons, StringComparer.Ordinal)) && weights.TryGetValue(name, out var numbers) && numbers.Length == parameter.numel())
            {
                parameter.copy_(tensor(numbers, parameter.shape));
                copied += numbers.Length;
            }
        }

        return copied;
    }

    private static Dictionary<string, float[]> Shifted(TrainedIntent from, float shift) => from.Weights.ToDictionary(
        w => w.Key,
        w => IntentNetwork.OutcomeBiases.Contains(w.Key, StringComparer.Ordinal) ? Array.ConvertAll(w.Value, bias => bias + shift) : w.Value,
        StringComparer.Ordinal);

    /// <summary>The scales of a table with those of the other log in the columns that both have.</summary>
    public static FeatureScaling Scaling(FeatureScaling own, IntentShape shape, TrainedIntent from)
    {
        var source = Places(shape, from);
        float[] Mixed(Func<FeatureScaling, float[]> of) => [.. of(own).Select((value, column) => source[column] < 0 ? value : of(from.Scaling)[source[column]])];
        var mixed = new FeatureScaling { Log = Mixed(s => s.Log), Mean = Mixed(s => s.Mean), InverseScale = Mixed(s => s.InverseScale), Lowest = Mixed(s => s.Lowest), Highest = Mixed(s => s.Highest) };
        for (var column = 0; column < own.Count; column++)
        {
            // What either log holds is no stranger here.
            mixed.Lowest[column] = Math.Min(mixed.Lowest[column], mixed.Of(column, own.ValueOf(column, own.Lowest[column])));
            mixed.Highest[column] = Math.Max(mixed.Highest[column], mixed.Of(column, own.ValueOf(column, own.Highest[column])));
        }

        return mixed;
    }

    // [F] the place of each column there; -1 for none, and for one that never changed there: its scale is 0, and its weights have learnt nothing.
    private static int[] Places(IntentShape shape, TrainedIntent from)
    {
        var there = (from.Shape.Columns ?? []).Select((name, place) => (name, place)).Where(c => from.Scaling.InverseScale[c.place] > 0).ToDictionary(c => c.name, c => c.place, StringComparer.Ordinal);
        return [.. (shape.Columns ?? []).Select(name => there.GetValueOrDefault(name, -1))];
    }

    // The first layer reads [encoder; features; time left].
    private static long CopyColumns(IntentNetwork network, TrainedIntent from, Tensor weight, float[] numbers)
    {
        var (rows, columns) = ((int)weight.shape[0], (int)weight.shape[1]);
        var there = numbers.Length / rows;
        var width = there - from.Shape.Features - 1;
        if (numbers.Length != rows * there || width != (network.Encoder?.Width ?? 0))
        {
            return 0; // Of another width.
        }

        var mixed = new float[rows * columns];
        var source = Places(network.Shape, from);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var place = column < width ? column : column == columns - 1 ? there - 1 : source[column - width] is >= 0 and var feature ? width + feature : -1;
                mixed[(row * columns) + column] = place < 0 ? 0 : numbers[(row * there) + place];
            }
        }

        weight.copy_(tensor(mixed, weight.shape));
        return mixed.LongLength;
    }

    // An output layer has a row an action; that of the next behavior has one more, leave, at the end.
    private static long CopyActions(IntentShape shape, IntentShape from, Tensor parameter, float[] numbers)
    {
        var (rows, width) = (parameter.shape[0], (int)(parameter.numel() / parameter.shape[0]));
        if (shape.ActionWords is null || from.ActionWords is null || numbers.Length != (from.Actions + rows - shape.Actions) * width)
        {
            return 0;
        }

        var copied = 0L;
        var source = from.ActionWords.ToList();
        for (var row = 0; row < rows; row++)
        {
            var place = row < shape.Actions ? source.IndexOf(shape.ActionWords[row]) : from.Actions;
            if (place >= 0)
            {
                parameter[row].copy_(tensor(numbers[(place * width)..((place + 1) * width)], parameter[row].shape));
                copied += width;
            }
        }

        return copied;
    }

    private static long CopyTable(TokenSchema schema, TokenSchema source, Tensor table, float[] numbers)
    {
        var (width, copied) = ((int)table.shape[1], 0L);
        if (numbers.Length != source.Fields.Sum(f => (long)f.Size) * width)
        {
            return 0; // Of another width.
        }

        // Without a clock all gaps are whole days: the same bucket stands for something else.
        var sameClock = s_clocks.Any(clock => Has(schema, clock) && Has(source, clock));
        var row = 0L;
        foreach (var field in schema.Fields)
        {
            var begin = 0;
            foreach (var other in source.Fields)
            {
                if (field == other && s_closed.Contains(field.Name, StringComparer.Ordinal) && (sameClock || field.Name is not "gap"))
                {
                    table.narrow(0, row, field.Size).copy_(tensor(numbers[(begin * width)..((begin + other.Size) * width)], [other.Size, width]));
                    copied += (long)other.Size * width;
                }

                begin += other.Size;
            }

            row += field.Size;
        }

        return copied;

        static bool Has(TokenSchema schema, string field) => schema.Fields.Any(f => string.Equals(f.Name, field, StringComparison.Ordinal));
    }
}
