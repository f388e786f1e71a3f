using Foresale.Features.Text;

namespace Foresale.Tests.Features.Text;

public class TruncatedSvdTests
{
    private static (int Column, float Value)[][] Sparse(float[][] matrix) =>
        [.. matrix.Select(row => row.Select((value, column) => (column, value)).Where(e => e.value != 0).ToArray())];

    // A product of random [n, rank] and [rank, V] numbers.
    private static float[][] LowRank(int n, int columns, int rank)
    {
        var random = new Random(5);
        float[][] Draw(int rows, int width) => [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, width).Select(_ => (float)(random.NextDouble() - .5)).ToArray())];
        var (left, right) = (Draw(n, rank), Draw(rank, columns));
        return [.. left.Select(row => Enumerable.Range(0, columns).Select(v => (float)row.Select((x, r) => (double)x * right[r][v]).Sum()).ToArray())];
    }

    [Fact]
    public void Factors_bring_a_matrix_of_low_rank_back()
    {
        var matrix = LowRank(60, 40, rank: 3);

        var (vectors, count) = TruncatedSvd.Fit(Sparse(matrix), 40, count: 8, seed: 1, CancellationToken.None);

        Assert.Equal(3, count); // no more directions than there are
        foreach (var row in matrix)
        {
            var factors = Enumerable.Range(0, count).Select(f => row.Select((x, v) => (double)x * vectors[(v * count) + f]).Sum()).ToArray();
            Assert.Equal(row, Enumerable.Range(0, 40).Select(v => (float)factors.Select((x, f) => x * vectors[(v * count) + f]).Sum()), (a, b) => Math.Abs(a - b) < 1e-5);
        }
    }

    [Fact]
    public void The_vectors_of_a_diagonal_matrix_are_its_axes_by_falling_value()
    {
        var (vectors, count) = TruncatedSvd.Fit([[(0, 2f)], [(1, 7f)], [(2, -5f)]], 3, count: 2, seed: 1, CancellationToken.None);

        Assert.Equal(2, count);
        Assert.Equal([0, 0, 1, 0, 0, 1], vectors, (a, b) => Math.Abs(a - b) < 1e-6); // [3 columns, 2 vectors]: column 1 first, then column 2
    }

    [Fact]
    public void Vectors_are_orthonormal_where_singular_values_lie_close()
    {
        var random = new Random(6);
        float[][] noise = [.. Enumerable.Range(0, 200).Select(_ => Enumerable.Range(0, 80).Select(_ => (float)(random.NextDouble() - .5)).ToArray())];

        var (vectors, count) = TruncatedSvd.Fit(Sparse(noise), 80, count: 10, seed: 1, CancellationToken.None);

        for (var f = 0; f < count; f++)
        {
            for (var g = 0; g <= f; g++)
            {
                Assert.Equal(f == g ? 1 : 0, Enumerable.Range(0, 80).Sum(v => (double)vectors[(v * count) + f] * vectors[(v * count) + g]), tolerance: 1e-5);
            }
        }
    }

    [Fact]
    public void Nothing_has_no_vectors() => Assert.Equal(0, TruncatedSvd.Fit([], 0, 5, 1, CancellationToken.None).Count);
}
