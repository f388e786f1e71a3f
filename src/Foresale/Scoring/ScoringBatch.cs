using Foresale.States;
using Microsoft.ML.OnnxRuntime;

namespace Foresale.Scoring;

/// <summary>
/// Rows of a table laid out as the model's inputs: features [N, F], tokens [B, L, K] padded with 0 at the end, lengths [B], and the
/// history [N] of each row. Neighbouring rows that read the same tokens share a history.
/// </summary>
internal sealed class ScoringBatch(StateTable table, bool hasTokens)
{
    private readonly List<(int Begin, int End)> _histories = []; // places in the table's tokens
    private float[] _features = [];
    private long[] _historyOf = [];
    private long[] _tokens = [];
    private long[] _lengths = [];
    private int _steps;

    /// <summary>Tokens that a node reads: its history's last L at most.</summary>
    public static int LengthOf(StateTable table, int node) =>
        Math.Min(table.Nodes.TokenEnd[node] - table.Nodes.TokenBegin[node], table.TokenSchema?.Length ?? 0);

    /// <summary>Lays out rows.</summary>
    /// <param name="places">Which of the nodes.</param>
    /// <param name="nodes">The nodes.</param>
    public void Fill(ReadOnlySpan<int> places, ReadOnlySpan<int> nodes)
    {
        var columns = table.Schema.Count;
        _features = new float[places.Length * columns];
        for (var i = 0; i < places.Length; i++)
        {
            table.FeaturesOf(table.Nodes.State[nodes[places[i]]]).CopyTo(_features.AsSpan(i * columns, columns));
        }

        if (hasTokens)
        {
            ShareHistories(places, nodes);
            FillTokens(table.TokenSchema!.Count);
        }
    }

    /// <summary>The inputs by name; the caller disposes them.</summary>
    public Dictionary<string, OrtValue> Tensors()
    {
        long columns = table.Schema.Count;
        var tensors = new Dictionary<string, OrtValue>(StringComparer.Ordinal) { ["features"] = OrtValue.CreateTensorValueFromMemory(_features, [_features.Length / columns, columns]) };
        if (hasTokens)
        {
            tensors["tokens"] = OrtValue.CreateTensorValueFromMemory(_tokens, [_lengths.Length, _steps, table.TokenSchema!.Count]);
            tensors["lengths"] = OrtValue.CreateTensorValueFromMemory(_lengths, [_lengths.Length]);
            tensors["history"] = OrtValue.CreateTensorValueFromMemory(_historyOf, [_historyOf.Length]);
        }

        return tensors;
    }

    private void ShareHistories(ReadOnlySpan<int> places, ReadOnlySpan<int> nodes)
    {
        _histories.Clear();
        _historyOf = new long[places.Length];
        for (var i = 0; i < places.Length; i++)
        {
            var node = nodes[places[i]];
            var end = table.Nodes.TokenEnd[node];
            var history = (end - LengthOf(table, node), end);
            if (_histories.Count == 0 || _histories[^1] != history)
            {
                _histories.Add(history);
            }

            _historyOf[i] = _histories.Count - 1;
        }
    }

    private void FillTokens(int fields)
    {
        _lengths = [.. _histories.Select(h => (long)(h.End - h.Begin))];
        _steps = Math.Max(1, (int)_lengths.Max()); // an empty history still has a padded step
        _tokens = new long[_lengths.Length * _steps * fields];
        for (var h = 0; h < _lengths.Length; h++)
        {
            var from = table.Tokens.AsSpan(_histories[h].Begin * fields, (int)_lengths[h] * fields);
            var into = _tokens.AsSpan(h * _steps * fields);
            for (var k = 0; k < from.Length; k++)
            {
                into[k] = from[k];
            }
        }
    }
}
