using Foresale.Features;
using MathNet.Numerics.Distributions;

namespace Foresale.Profiles;

/// <summary>How factors are fitted.</summary>
public sealed record AlsOptions
{
    /// <summary>D, the number of factors, 1..256.</summary>
    public int Dimension { get; init; } = 16;

    /// <summary>λ, &gt; 0.</summary>
    public double Regularization { get; init; } = 80;

    /// <summary>Sweeps, each over all items and then all shoppers, &gt;= 1.</summary>
    public int Sweeps { get; init; } = 15;

    /// <summary>What events weigh.</summary>
    public InteractionWeights Weights { get; init; } = new();

    /// <summary>Draws the first factors.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>
/// Implicit alternating least squares (Hu, Koren &amp; Volinsky 2008): minimises L = Σ_ui c_ui (p_ui - x_u'y_i)² + λ (Σ |x_u|² + Σ |y_i|²) over all pairs, touched
/// (p = 1) and untouched (p = 0, c = 1), solving for shoppers with items held and for items with shoppers held. Cost a sweep O(P D² + (U + I) D³).
/// </summary>
/// <remarks>Letters: U shoppers, I items, P touched pairs, D factors. Equal seeds give equal factors.</remarks>
public sealed class ImplicitAls
{
    private readonly Interactions _pairs;
    private readonly AlsOptions _options;
    private readonly float[] _users, _items;
    private readonly RidgeSystem _system;
    private readonly double[] _solution;

    /// <summary>Draws the first factors, or goes on from earlier ones.</summary>
    /// <param name="pairs">Who touched what.</param>
    /// <param name="options">How to fit.</param>
    /// <param name="from">Factors of an earlier fit, with the same D: items that it knows start there; null for none.</param>
    public ImplicitAls(Interactions pairs, AlsOptions options, ItemFactors? from = null)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(options);
        if (from is not null && from.Dimension != options.Dimension)
        {
            throw new ArgumentException($"The earlier fit has {from.Dimension} factors, this one {options.Dimension}.", nameof(from));
        }

        (_pairs, _options) = (pairs, options);
        _users = new float[pairs.Users.Count * options.Dimension];
        _items = new float[pairs.Items.Count * options.Dimension];
        (_system, _solution) = (new RidgeSystem(options.Dimension), new double[options.Dimension]);
        var random = new Random(options.Seed);
        for (var i = 0; i < _items.Length; i++)
        {
            _items[i] = (float)Normal.Sample(random, 0, .1);
        }

        for (var item = 0; from is not null && item < pairs.Items.Count; item++)
        {
            if (from.Find(pairs.Items[item]) is >= 0 and var row)
            {
                from.Of(row).CopyTo(_items.AsSpan(item * options.Dimension, options.Dimension));
            }
        }

        Solve(_pairs.ByUser, _items, _users);
    }

    /// <summary>[U, D], row-major: the vectors that <see cref="ItemFactors.FoldIn"/> would give.</summary>
    public float[] Users => _users;

    /// <summary>Fits.</summary>
    /// <param name="pairs">Who touched what.</param>
    /// <param name="options">How.</param>
    /// <param name="from">Where to start; null for drawn factors.</param>
    /// <param name="cancellationToken">Looked at once a sweep.</param>
    public static ImplicitAls Fit(Interactions pairs, AlsOptions options, ItemFactors? from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var als = new ImplicitAls(pairs, options, from);
        for (var sweep = 0; sweep < options.Sweeps; sweep++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            als.Sweep();
        }

        return als;
    }

    /// <summary>Solves for all items, then for all shoppers: L never rises.</summary>
    public void Sweep()
    {
        Solve(_pairs.ByItem, _users, _items);
        Solve(_pairs.ByUser, _items, _users);
    }

    /// <summary>The items' factors as they stand.</summary>
    public ItemFactors Factors() => new(_pairs.Items, [.. _items], _options.Dimension, _options.Regularization, _options.Weights);

    /// <summary>L as it stands, over all U x I pairs.</summary>
    public double Loss()
    {
        var (d, gram) = (_options.Dimension, RidgeSystem.Gram(_items, _options.Dimension, 0));
        var loss = _options.Regularization * (SumOfSquares(_users) + SumOfSquares(_items));
        for (var u = 0; u < _pairs.Users.Count; u++)
        {
            var user = _users.AsSpan(u * d, d);
            for (var i = 0; i < d * d; i++)
            {
                loss += user[i / d] * gram[i] * user[i % d]; // As if the shopper had touched nothing.
            }

            foreach (var (item, weight) in _pairs.Of(u))
            {
                var fit = Dot(user, _items.AsSpan(item * d, d));
                loss += (_options.Weights.Confidence(weight) * (1 - fit) * (1 - fit)) - (fit * fit);
            }
        }

        return loss;
    }

    private void Solve(SparseRows rows, float[] held, float[] solved)
    {
        var d = _options.Dimension;
        var gram = RidgeSystem.Gram(held, d, _options.Regularization);
        for (var row = 0; row < rows.Rows; row++)
        {
            _system.Reset(gram);
            for (var p = rows.Begin[row]; p < rows.Begin[row + 1]; p++)
            {
                _system.Add(held.AsSpan(rows.Columns[p] * d, d), _options.Weights.Confidence(rows.Values[p]));
            }

            _system.Solve(_solution);
            for (var i = 0; i < d; i++)
            {
                solved[(row * d) + i] = (float)_solution[i];
            }
        }
    }

    private static double Dot(ReadOnlySpan<float> one, ReadOnlySpan<float> two)
    {
        var sum = 0.0;
        for (var i = 0; i < one.Length; i++)
        {
            sum += (double)one[i] * two[i];
        }

        return sum;
    }

    private static double SumOfSquares(float[] values) => Dot(values, values);
}
