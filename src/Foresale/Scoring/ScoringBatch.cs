using Foresale.States;
using Microsoft.ML.OnnxRuntime;

namespace Foresale.Scoring;

/// <summary>Rows of a table laid out as the model's inputs: features [N, F], tokens [N, L, K] padded with 0 at the end, lengths [N].</summary>
internal sealed class ScoringBatch(StateTable table, bool hasTokens)
{
    private float[] _features = [];
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
        _lengths = new long[places.Length];
        _steps = 1; // an empty history still has a padded step
        for (var i = 0; i < places.Length; i++)
        {
            var node = nodes[places[i]];
            table.FeaturesOf(table.Nodes.State[node]).CopyTo(_features.AsSpan(i * columns, columns));
            _lengths[i] = hasTokens ? LengthOf(table, node) : 0;
            _steps = Math.Max(_steps, (int)_lengths[i]);
        }

        if (hasTokens)
        {
            FillTokens(places, nodes, table.TokenSchema!.Count);
        }
    }

    /// <summary>The inputs by name; the caller disposes them.</summary>
    public Dictionary<string, OrtValue> Tensors()
    {
        long rows = _lengths.Length;
        var tensors = new Dictionary<string, OrtValue>(StringComparer.Ordinal) { ["features"] = OrtValue.CreateTensorValueFromMemory(_features, [rows, table.Schema.Count]) };
        if (hasTokens)
        {
            tensors["tokens"] = OrtValue.CreateTensorValueFromMemory(_tokens, [rows, _steps, table.TokenSchema!.Count]);
            tensors["lengths"] = OrtValue.CreateTensorValueFromMemory(_lengths, [rows]);
        }

        return tensors;
    }

    private void FillTokens(ReadOnlySpan<int> places, ReadOnlySpan<int> nodes, int fields)
    {
        _tokens = new long[places.Length * _steps * fields];
        for (var i = 0; i < places.Length; i++)
        {
            var count = (int)_lengths[i] * fields;
            var from = (table.Nodes.TokenEnd[nodes[places[i]]] * fields) - count;
            var into = i * _steps * fields;
            for (var k = 0; k < count; k++)
            {
                _tokens[into + k] = table.Tokens[from + k];
            }
        }
    }
}
