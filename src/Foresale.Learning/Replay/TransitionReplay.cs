using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Replay;

/// <summary>Transitions (s, a, r, s', terminal) to learn from.</summary>
/// <remarks>Shapes: B = batch, S = state size, A = action size. The tensors belong to the dispose scope in which they were made.</remarks>
/// <param name="State">[B, S].</param>
/// <param name="Action">[B, A], as executed, in [-1, 1].</param>
/// <param name="Reward">[B].</param>
/// <param name="NextState">[B, S].</param>
/// <param name="Terminal">[B], 1 where the process ended; 0 where it went on, a time limit included.</param>
internal sealed record TransitionBatch(Tensor State, Tensor Action, Tensor Reward, Tensor NextState, Tensor Terminal);

/// <summary>The replay buffer (Lin 1992; Lillicrap et al. 2016): the last transitions in flat arrays, drawn evenly with replacement.</summary>
/// <remarks>Trap: the action is the one that was executed, noise and clipping included, not the one that the actor meant.</remarks>
internal sealed class TransitionReplay
{
    private const int FirstSize = 1024;
    private readonly int _states;
    private readonly int _actions;
    private readonly int _capacity;
    private float[] _state = [];
    private float[] _action = [];
    private float[] _reward = [];
    private float[] _next = [];
    private bool[] _terminal = [];
    private int _write;

    /// <summary>Creates an empty buffer; memory grows with what is in it.</summary>
    public TransitionReplay(int states, int actions, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        (_states, _actions, _capacity) = (states, actions, capacity);
    }

    /// <summary>Transitions that can be drawn.</summary>
    public int Count { get; private set; }

    /// <summary>All states in the buffer, [Count, S].</summary>
    public ReadOnlySpan<float> States => _state.AsSpan(0, Count * _states);

    /// <summary>Adds a transition; in a full buffer the oldest one goes.</summary>
    public void Add(ReadOnlySpan<float> state, ReadOnlySpan<float> action, double reward, ReadOnlySpan<float> next, bool terminal)
    {
        if (_write == _terminal.Length)
        {
            Grow();
        }

        state.CopyTo(_state.AsSpan(_write * _states, _states));
        action.CopyTo(_action.AsSpan(_write * _actions, _actions));
        next.CopyTo(_next.AsSpan(_write * _states, _states));
        (_reward[_write], _terminal[_write]) = ((float)reward, terminal);
        Count = Math.Max(Count, _write + 1);
        _write = (_write + 1) % _capacity;
    }

    /// <summary>Draws a batch.</summary>
    public TransitionBatch Draw(Random random, int size, Device device)
    {
        ArgumentNullException.ThrowIfNull(random);
        var (state, action, next) = (new float[size * _states], new float[size * _actions], new float[size * _states]);
        var (reward, terminal) = (new float[size], new float[size]);
        for (var i = 0; i < size; i++)
        {
            var row = random.Next(Count);
            _state.AsSpan(row * _states, _states).CopyTo(state.AsSpan(i * _states));
            _action.AsSpan(row * _actions, _actions).CopyTo(action.AsSpan(i * _actions));
            _next.AsSpan(row * _states, _states).CopyTo(next.AsSpan(i * _states));
            (reward[i], terminal[i]) = (_reward[row], _terminal[row] ? 1 : 0);
        }

        return new TransitionBatch(
            tensor(state, [size, _states], device: device),
            tensor(action, [size, _actions], device: device),
            tensor(reward, device: device),
            tensor(next, [size, _states], device: device),
            tensor(terminal, device: device));
    }

    /// <summary>Rewrites all states in place: for a scaling that is fitted on them.</summary>
    public void Rescale(Action<Span<float>> scale)
    {
        ArgumentNullException.ThrowIfNull(scale);
        for (var row = 0; row < Count; row++)
        {
            scale(_state.AsSpan(row * _states, _states));
            scale(_next.AsSpan(row * _states, _states));
        }
    }

    private void Grow()
    {
        var size = (int)Math.Min(_capacity, Math.Max(FirstSize, 2L * _terminal.Length));
        Array.Resize(ref _state, size * _states);
        Array.Resize(ref _action, size * _actions);
        Array.Resize(ref _next, size * _states);
        Array.Resize(ref _reward, size);
        Array.Resize(ref _terminal, size);
    }
}
