using Foresale.Events;
using Foresale.States;
using Microsoft.ML.OnnxRuntime;

namespace Foresale.Scoring;

/// <summary>
/// A trained model as its file has it: raw features and token histories in, calibrated intent out. Safe for calls from many threads.
/// </summary>
/// <remarks>
/// The ring rule: a score reads the last L tokens of the shopper's history up to its node, no more. Rows that read the same tokens run together
/// and encode them once, and beside rows of like length, so that short histories cost no padding; the order of the answers is that of the nodes.
/// </remarks>
public sealed class OnnxModel : IDisposable
{
    private const string Intent = "intent", LearnersOutput = "learners";

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string[] _outputs;

    /// <summary>Loads a model.</summary>
    /// <param name="bytes">Content of model.onnx.</param>
    /// <param name="threads">Threads of one call, &gt;= 1.</param>
    /// <exception cref="UserFaultException">The bytes are no model, or none of Foresale's.</exception>
    public OnnxModel(byte[] bytes, int threads = 1)
    {
        _session = OnnxSessions.Open("model.onnx", bytes, threads);
        _outputs = [.. _session.OutputMetadata.Keys];
        if (!_session.OutputMetadata.ContainsKey(Intent) || !_session.OutputMetadata.ContainsKey(LearnersOutput) || !_session.InputMetadata.ContainsKey("features"))
        {
            _session.Dispose();
            throw new UserFaultException("model.onnx", "it has no features, intent and learners.", "Give a model that foresale train wrote.");
        }

        FeatureCount = _session.InputMetadata["features"].Dimensions[1];
        HasTokens = _session.InputMetadata.ContainsKey("tokens");
        TokenFields = HasTokens ? _session.InputMetadata["tokens"].Dimensions[2] : 0;
        Learners = Word("learners").Split(',', StringSplitOptions.RemoveEmptyEntries);
        Ships = Word("ships");
    }

    /// <summary>Columns of raw features that the model reads, F.</summary>
    public int FeatureCount { get; }

    /// <summary>True where the model reads token histories.</summary>
    public bool HasTokens { get; }

    /// <summary>Fields of a token, K; 0 where the model reads none.</summary>
    public int TokenFields { get; }

    /// <summary>Names of the columns of <see cref="ModelScores.Learners"/>.</summary>
    public IReadOnlyList<string> Learners { get; }

    /// <summary>What the intent comes from: <c>fusion</c> or a learner.</summary>
    public string Ships { get; }

    /// <summary>Scores nodes.</summary>
    /// <param name="raw">A table with raw features (NaN where missing) of the schema that the model was trained on.</param>
    /// <param name="nodes">Nodes to score.</param>
    /// <param name="cancellationToken">Looked at once a batch.</param>
    /// <param name="batchSize">Rows a call of the runtime, &gt;= 1.</param>
    /// <param name="progress">Receives progress; null where nobody looks.</param>
    /// <exception cref="UserFaultException">The table has other features or tokens than the model.</exception>
    public ModelScores Run(StateTable raw, ReadOnlySpan<int> nodes, CancellationToken cancellationToken, int batchSize = 512, IProgress<StageProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(raw);
        RequireSame(raw);
        var order = new int[nodes.Length];
        var histories = new (int Length, int End)[nodes.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
            histories[i] = HasTokens ? (ScoringBatch.LengthOf(raw, nodes[i]), raw.Nodes.TokenEnd[nodes[i]]) : (0, 0);
        }

        Array.Sort(histories, order);
        var rows = nodes.Length;
        var answers = _outputs.ToDictionary(o => o, o => new float[rows * WidthOf(o)], StringComparer.Ordinal);
        var batch = new ScoringBatch(raw, HasTokens);
        for (var begin = 0; begin < order.Length; begin += batchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var places = order.AsSpan(begin, Math.Min(batchSize, order.Length - begin));
            RunBatch(batch, places, nodes, answers);
            progress?.Report(new StageProgress("score", begin + places.Length, order.Length));
        }

        return new ModelScores
        {
            Intent = answers[Intent],
            Learners = answers[LearnersOutput],
            Behavior = answers.GetValueOrDefault("behavior"),
            Q = answers.GetValueOrDefault("q"),
            Mu = answers.GetValueOrDefault("mu"),
            Value = answers.GetValueOrDefault("value"),
            Horizons = answers.GetValueOrDefault("horizons"),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    private void RunBatch(ScoringBatch batch, ReadOnlySpan<int> places, ReadOnlySpan<int> nodes, Dictionary<string, float[]> answers)
    {
        batch.Fill(places, nodes);
        var inputs = batch.Tensors();
        try
        {
            using var results = _session.Run(_run, inputs.Keys, inputs.Values, _outputs);
            for (var o = 0; o < _outputs.Length; o++)
            {
                var width = WidthOf(_outputs[o]);
                var from = results[o].GetTensorDataAsSpan<float>();
                for (var i = 0; i < places.Length; i++)
                {
                    from.Slice(i * width, width).CopyTo(answers[_outputs[o]].AsSpan(places[i] * width, width));
                }
            }
        }
        finally
        {
            foreach (var value in inputs.Values)
            {
                value.Dispose();
            }
        }
    }

    private int WidthOf(string output) => _session.OutputMetadata[output].Dimensions is [_, var columns] ? columns : 1;

    private string Word(string key) => _session.ModelMetadata.CustomMetadataMap.GetValueOrDefault(key, "");

    private void RequireSame(StateTable raw)
    {
        if (raw.Schema.Count != FeatureCount)
        {
            throw new UserFaultException("features", $"the data has {raw.Schema.Count} columns and the model reads {FeatureCount}.", "Score data of the kind that the model was trained on, or train again.");
        }

        if (HasTokens && raw.TokenSchema?.Count != TokenFields)
        {
            throw new UserFaultException("tokens", $"the data has {raw.TokenSchema?.Count ?? 0} fields a token and the model reads {TokenFields}.", "Score data of the kind that the model was trained on, or train again.");
        }
    }
}
