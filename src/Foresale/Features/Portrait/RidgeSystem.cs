using System.Numerics;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Foresale.Features;

/// <summary>
/// The normal equations of one shopper (or one item) against fixed factors Y: A = Y'Y + λI + Σ (c - 1) y y' and b = Σ c y over what they touched,
/// whose solution A⁻¹ b is the shopper's vector (Hu, Koren &amp; Volinsky 2008, equation 4). One class for fitting and for folding in.
/// </summary>
/// <param name="size">D, the number of factors.</param>
internal sealed class RidgeSystem(int size)
{
    private readonly double[] _matrix = new double[size * size]; // A, then its Cholesky factor.
    private readonly double[] _right = new double[size];
    private readonly double[] _row = new double[size];
    private readonly double[] _solved = new double[size];

    /// <summary>Forgets all, and starts from Y'Y + λI, [D, D].</summary>
    public void Reset(ReadOnlySpan<double> gram)
    {
        gram.CopyTo(_matrix);
        Array.Clear(_right);
    }

    /// <summary>Adds what was touched: its factors, [D], with a confidence &gt;= 1.</summary>
    public void Add(ReadOnlySpan<float> row, double confidence)
    {
        for (var i = 0; i < size; i++)
        {
            _row[i] = row[i];
            _right[i] += confidence * row[i];
        }

        for (var i = 0; i < size; i++)
        {
            AddScaled(_matrix.AsSpan(i * size, size), _row, (confidence - 1) * _row[i]);
        }
    }

    /// <summary>Solves A x = b; A stays factored for <see cref="Quadratic"/>.</summary>
    public void Solve(Span<double> solution)
    {
        LinearAlgebraControl.Provider.CholeskyFactor(_matrix, size);
        _right.CopyTo(_solved, 0);
        LinearAlgebraControl.Provider.CholeskySolveFactored(_matrix, size, _solved, 1);
        _solved.CopyTo(solution);
    }

    /// <summary>y' A⁻¹ y of some factors, after <see cref="Solve"/>.</summary>
    public double Quadratic(ReadOnlySpan<float> row)
    {
        for (var i = 0; i < size; i++)
        {
            _solved[i] = row[i];
        }

        LinearAlgebraControl.Provider.CholeskySolveFactored(_matrix, size, _solved, 1);
        var sum = 0.0;
        for (var i = 0; i < size; i++)
        {
            sum += _solved[i] * row[i];
        }

        return sum;
    }

    /// <summary>Y'Y + λI of factors, [N, D] to [D, D].</summary>
    public static double[] Gram(ReadOnlySpan<float> factors, int size, double regularization)
    {
        var gram = new double[size * size];
        var row = new double[size];
        for (var from = 0; from < factors.Length; from += size)
        {
            for (var i = 0; i < size; i++)
            {
                row[i] = factors[from + i];
            }

            for (var i = 0; i < size; i++)
            {
                AddScaled(gram.AsSpan(i * size, size), row, row[i]);
            }
        }

        for (var i = 0; i < size; i++)
        {
            gram[(i * size) + i] += regularization;
        }

        return gram;
    }

    private static void AddScaled(Span<double> sum, ReadOnlySpan<double> row, double scale)
    {
        var i = 0;
        for (; i <= row.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (new Vector<double>(sum[i..]) + (new Vector<double>(row[i..]) * scale)).CopyTo(sum[i..]);
        }

        for (; i < row.Length; i++)
        {
            sum[i] += row[i] * scale;
        }
    }
}
