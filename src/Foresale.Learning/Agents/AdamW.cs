using Foresale.Learning.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Foresale.Learning.Agents;

/// <summary>Parameters that share a learning rate.</summary>
/// <param name="Parameters">The parameters.</param>
/// <param name="LearningRate">Step size.</param>
/// <param name="IsClipped">False leaves the group out of the clipped norm, so that it cannot shorten the steps of the others.</param>
internal sealed record ParameterGroup(IReadOnlyList<Parameter> Parameters, double LearningRate, bool IsClipped = true);

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2019, Algorithm 2), written here for two things torch's own lacks: its moments
/// can be saved, and of a parameter with a sparse gradient (an embedding table) only the rows that a batch read are moved (the moments of the
/// others rest meanwhile).
/// </summary>
internal sealed class AdamW : IDisposable
{
    private const double Beta1 = .9, Beta2 = .999, Epsilon = 1e-8;
    private readonly List<(Parameter Value, Tensor First, Tensor Second, double Rate, bool IsClipped)> _slots = [];
    private readonly double _decay;
    private readonly double _clip;

    /// <summary>Creates zero moments.</summary>
    /// <param name="groups">All parameters to move.</param>
    /// <param name="decay">Weight decay; not for vectors (biases and norms).</param>
    /// <param name="clip">Largest norm of the gradient; infinity for any.</param>
    public AdamW(IEnumerable<ParameterGroup> groups, double decay, double clip)
    {
        (_decay, _clip) = (decay, clip);
        foreach (var group in groups)
        {
            foreach (var parameter in group.Parameters)
            {
                _slots.Add((parameter, zeros_like(parameter).DetachFromDisposeScope(), zeros_like(parameter).DetachFromDisposeScope(), group.LearningRate, group.IsClipped));
            }
        }
    }

    /// <summary>Steps taken.</summary>
    public long Steps { get; set; }

    /// <summary>What learning rates are multiplied by, 0..1: a schedule sets it.</summary>
    public double RateScale { get; set; } = 1;

    /// <summary>The moments, in order: what a checkpoint keeps.</summary>
    public IEnumerable<(string Name, Tensor Value)> Moments =>
        _slots.SelectMany((slot, i) => new[] { (FormattableString.Invariant($"m{i}"), slot.First), (FormattableString.Invariant($"v{i}"), slot.Second) });

    /// <summary>Goes down the gradient of a loss.</summary>
    /// <param name="loss">A scalar.</param>
    public void Minimize(Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        using var scope = NewDisposeScope();
        loss.backward();
        Steps++;
        using var frozen = no_grad();
        var gradients = _slots.ConvertAll(slot => Gradient.Of(slot.Value));
        Clip([.. gradients.Zip(_slots).Where(g => g.Second.IsClipped).Select(g => g.First)]);
        foreach (var ((value, first, second, rate, _), gradient) in _slots.Zip(gradients))
        {
            if (gradient is null)
            {
                continue;
            }

            if (gradient.Rows is { } rows)
            {
                MoveRows(value, gradient.Values, first, second, rate * RateScale, rows);
                value.grad = null;
            }
            else
            {
                Move(value, gradient.Values, first, second, rate * RateScale);
                gradient.Values.zero_();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, first, second, _, _) in _slots)
        {
            first.Dispose();
            second.Dispose();
        }
    }

    // Gradients together no longer than the clip.
    private void Clip(List<Gradient?> gradients)
    {
        if (double.IsPositiveInfinity(_clip))
        {
            return;
        }

        var squares = gradients.Sum(g => g?.Values.Squared().sum().item<float>() ?? 0.0);
        var norm = Math.Sqrt(squares);
        if (norm <= _clip)
        {
            return;
        }

        using var scale = (_clip / norm).ToScalar();
        foreach (var gradient in gradients)
        {
            gradient?.Values.mul_(scale);
        }
    }

    private void Move(Tensor value, Tensor gradient, Tensor first, Tensor second, double rate)
    {
        if (_decay > 0 && value.dim() > 1)
        {
            using var kept = (1 - (rate * _decay)).ToScalar(); // a schedule makes it new every step
            value.mul_(kept);
        }

        first.mul_(Numbers.Of(Beta1)).add_(gradient, alpha: Numbers.Of(1 - Beta1));
        second.mul_(Numbers.Of(Beta2)).addcmul_(gradient, gradient, Numbers.Of(1 - Beta2));
        using var size = (-rate / (1 - Math.Pow(Beta1, Steps))).ToScalar();
        using var scale = (1 / Math.Sqrt(1 - Math.Pow(Beta2, Steps))).ToScalar();
        value.addcdiv_(first, second.sqrt().mul(scale).add_(Numbers.Of(Epsilon), Numbers.One), size);
    }

    private void MoveRows(Tensor value, Tensor gradient, Tensor first, Tensor second, double rate, Tensor rows)
    {
        var (v, m, s) = (value.index_select(0, rows), first.index_select(0, rows), second.index_select(0, rows));
        Move(v, gradient, m, s, rate);
        value.index_copy_(0, rows, v);
        first.index_copy_(0, rows, m);
        second.index_copy_(0, rows, s);
    }

    /// <summary>A gradient: of the whole parameter, or of some of its rows, each once.</summary>
    private sealed record Gradient(Tensor Values, Tensor? Rows)
    {
        public static Gradient? Of(Parameter parameter)
        {
            if (parameter.grad is not { } gradient)
            {
                return null;
            }

            if (!gradient.is_sparse)
            {
                return new Gradient(gradient, Rows: null);
            }

            // As torch gives it a row occurs as often as it was read.
            var (rows, place, _) = gradient.SparseIndices.view(-1).unique(sorted: true, return_inverse: true);
            return new Gradient(zeros(rows.shape[0], parameter.shape[1], device: parameter.device).index_add_(0, place!, gradient.SparseValues, Numbers.Of(1)), rows);
        }
    }
}
