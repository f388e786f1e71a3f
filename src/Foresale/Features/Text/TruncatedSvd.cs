using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Foresale.Features.Text;

/// <summary>
/// The first right singular vectors of a sparse matrix, by randomised subspace iteration (Halko, Martinsson and Tropp 2011, Algorithm 4.4): a random
/// subspace is turned towards the large singular values by X'X, then rotated onto the vectors.
/// </summary>
/// <remarks>
/// Shapes: X [n, V] sparse, k = vectors carried, of which d are kept. Vectors stand row by row ([V, k]); to MathNet, whose matrices are stored by
/// columns, that array is its transpose [k, V].
/// </remarks>
internal static class TruncatedSvd
{
    private const int Spare = 20; // vectors beyond d make the d-th exact
    private const int Turns = 5;
    private const double Nothing = 1e-10; // of the largest eigenvalue: a direction that the data do not have

    /// <summary>The vectors.</summary>
    /// <param name="rows">X, each row ascending by column.</param>
    /// <param name="columns">V.</param>
    /// <param name="count">d at most; fewer where X has a lower rank.</param>
    /// <param name="seed">Of the random subspace.</param>
    /// <param name="cancellationToken">Looked at once a turn.</param>
    /// <returns>[V, d] row-major, by falling singular value; the largest number of each vector is positive.</returns>
    public static (float[] Vectors, int Count) Fit(IReadOnlyList<(int Column, float Value)[]> rows, int columns, int count, int seed, CancellationToken cancellationToken)
    {
        var carried = Math.Min(count + Spare, Math.Min(rows.Count, columns));
        if (carried == 0)
        {
            return ([], 0);
        }

        var start = new double[columns * carried];
        Normal.Samples(new Random(seed), start, 0, 1);
        var basis = Orthonormal(new DenseMatrix(carried, columns, start)); // [k, V]
        for (var turn = 0; turn < Turns; turn++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            basis = Orthonormal(Transposed(rows, Times(rows, basis), columns));
        }

        var image = Times(rows, basis); // [k, n]
        var (rotation, kept) = Directions(image.TransposeAndMultiply(image), scaled: false);
        var vectors = rotation.TransposeThisAndMultiply(basis); // [kept, V], by falling eigenvalue
        var d = Math.Min(count, kept);
        return (Signed(vectors, d), d);
    }

    // X Q: [k, n].
    private static DenseMatrix Times(IReadOnlyList<(int Column, float Value)[]> rows, Matrix<double> basis)
    {
        var (k, from) = (basis.RowCount, basis.AsColumnMajorArray());
        var result = new double[k * rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            var into = result.AsSpan(i * k, k);
            foreach (var (column, value) in rows[i])
            {
                Add(into, from.AsSpan(column * k, k), value);
            }
        }

        return new DenseMatrix(k, rows.Count, result);
    }

    // X' Y: [k, V].
    private static DenseMatrix Transposed(IReadOnlyList<(int Column, float Value)[]> rows, DenseMatrix image, int columns)
    {
        var (k, from) = (image.RowCount, image.Values);
        var result = new double[k * columns];
        for (var i = 0; i < rows.Count; i++)
        {
            foreach (var (column, value) in rows[i])
            {
                Add(result.AsSpan(column * k, k), from.AsSpan(i * k, k), value);
            }
        }

        return new DenseMatrix(k, columns, result);
    }

    private static void Add(Span<double> into, ReadOnlySpan<double> from, double factor)
    {
        for (var j = 0; j < into.Length; j++)
        {
            into[j] += factor * from[j];
        }
    }

    // Twice, since once leaves an error that grows with the spread of the singular values.
    private static Matrix<double> Orthonormal(Matrix<double> basis)
    {
        for (var pass = 0; pass < 2; pass++)
        {
            basis = Directions(basis.TransposeAndMultiply(basis), scaled: true).Rotation.TransposeThisAndMultiply(basis);
        }

        return basis;
    }

    /// <summary>Eigenvectors of a symmetric matrix as columns, by falling eigenvalue, without those of eigenvalue 0; scaled by 1 / sqrt(eigenvalue).</summary>
    private static (Matrix<double> Rotation, int Count) Directions(Matrix<double> gram, bool scaled)
    {
        var evd = gram.Evd(Symmetricity.Symmetric);
        var order = Enumerable.Range(0, gram.RowCount).OrderByDescending(i => evd.EigenValues[i].Real).ToList();
        var least = Nothing * evd.EigenValues[order[0]].Real;
        var kept = order.TakeWhile(i => evd.EigenValues[i].Real > least).ToList();
        return kept.Count == 0
            ? (Matrix<double>.Build.Dense(gram.RowCount, 1), 0)
            : (Matrix<double>.Build.DenseOfColumnVectors(kept.Select(i => scaled ? evd.EigenVectors.Column(i) / Math.Sqrt(evd.EigenValues[i].Real) : evd.EigenVectors.Column(i))), kept.Count);
    }

    private static float[] Signed(Matrix<double> vectors, int count)
    {
        var columns = vectors.ColumnCount;
        var result = new float[columns * count];
        for (var f = 0; f < count; f++)
        {
            var sign = Math.Sign(vectors[f, vectors.Row(f).AbsoluteMaximumIndex()]);
            for (var v = 0; v < columns; v++)
            {
                result[(v * count) + f] = (float)(sign * vectors[f, v]);
            }
        }

        return result;
    }
}
