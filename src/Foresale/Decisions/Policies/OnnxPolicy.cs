using Foresale.Environments;
using Foresale.Events;
using Foresale.Scoring;
using Microsoft.ML.OnnxRuntime;

namespace Foresale.Decisions.Policies;

/// <summary>A learned policy as its file has it: states in the environment's own units in, actions within their bounds out. Safe for calls from many threads.</summary>
/// <remarks>Shapes: N = states, S = state size, A = action size.</remarks>
public sealed class OnnxPolicy : IPolicy, IDisposable
{
    private const string States = "states", Actions = "actions";
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    /// <summary>Loads a policy.</summary>
    /// <param name="bytes">Content of policy.onnx.</param>
    /// <exception cref="UserFaultException">The bytes are no policy.</exception>
    public OnnxPolicy(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        _session = OnnxSessions.Open("policy.onnx", bytes, threads: 1);
        if (!_session.InputMetadata.ContainsKey(States) || !_session.OutputMetadata.ContainsKey(Actions))
        {
            _session.Dispose();
            throw new UserFaultException("policy.onnx", "it has no states and actions.", "Give a policy that Foresale wrote.");
        }

        (StateSize, ActionSize) = (_session.InputMetadata[States].Dimensions[1], _session.OutputMetadata[Actions].Dimensions[1]);
        StateNames = Names(States);
        ActionNames = Names(Actions);
    }

    /// <summary>S.</summary>
    public int StateSize { get; }

    /// <summary>A.</summary>
    public int ActionSize { get; }

    /// <summary>Names of the numbers of a state, in order.</summary>
    public IReadOnlyList<string> StateNames { get; }

    /// <summary>Names of the numbers of an action, in order.</summary>
    public IReadOnlyList<string> ActionNames { get; }

    /// <summary>Says clearly where a file's policy is not for these spaces.</summary>
    /// <exception cref="UserFaultException">The policy reads or gives other numbers.</exception>
    public OnnxPolicy For(Space observations, Space actions)
    {
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentNullException.ThrowIfNull(actions);
        return StateNames.SequenceEqual(observations.Names, StringComparer.Ordinal) && ActionNames.SequenceEqual(actions.Names, StringComparer.Ordinal)
            ? this
            : throw new UserFaultException("policy.onnx", $"it reads {string.Join(", ", StateNames)} and gives {string.Join(", ", ActionNames)}, where {string.Join(", ", observations.Names)} and {string.Join(", ", actions.Names)} belong.", "Train it again with this version.");
    }

    /// <inheritdoc/>
    public void Act(ReadOnlySpan<float> observations, Span<float> actions)
    {
        var rows = observations.Length / StateSize;
        if (observations.Length != rows * StateSize || actions.Length != rows * ActionSize)
        {
            throw new ArgumentException($"{observations.Length} numbers of states and {actions.Length} of actions. Give {StateSize} and {ActionSize} a state.", nameof(observations));
        }

        using var input = OrtValue.CreateTensorValueFromMemory(observations.ToArray(), [rows, StateSize]);
        using var results = _session.Run(_run, [States], [input], [Actions]);
        results[0].GetTensorDataAsSpan<float>().CopyTo(actions);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    private string[] Names(string key) => _session.ModelMetadata.CustomMetadataMap.GetValueOrDefault(key, "").Split(',', StringSplitOptions.RemoveEmptyEntries);
}
