using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Foresale.Features;

/// <summary>The part of the state S = [S_u, S_g, S_c] that a feature belongs to.</summary>
public enum FeatureGroup : byte
{
    /// <summary>S_u: the shopper.</summary>
    User = 0,

    /// <summary>S_g: the item in focus, and the shopper's history with it.</summary>
    Item = 1,

    /// <summary>S_c: the moment.</summary>
    Context = 2,
}

/// <summary>One column of the state's feature vector.</summary>
/// <param name="Name">Unique, snake case, with its unit where it has one: <c>user_days_since_purchase</c>.</param>
/// <param name="Group">S_u, S_g or S_c.</param>
/// <param name="Unit">Unit in words: <c>days</c>, <c>purchases</c>, <c>0..1</c>, <c>0/1</c>.</param>
/// <param name="Description">One sentence for docs/features.md and for reasons shown to a shopper's merchandiser.</param>
public sealed record FeatureColumn(string Name, FeatureGroup Group, string Unit, string Description);

/// <summary>The ordered columns of a feature vector. Two schemas with equal hashes give vectors that mean the same.</summary>
public sealed record FeatureSchema
{
    /// <summary>Creates a schema of the given columns, in their order.</summary>
    /// <exception cref="ArgumentException">Two columns have one name.</exception>
    public FeatureSchema(IReadOnlyList<FeatureColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var twice = columns.GroupBy(c => c.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            throw new ArgumentException($"Two feature columns are named '{twice.Key}'.", nameof(columns));
        }

        Columns = columns;
        var text = string.Join('\n', columns.Select(c => $"{c.Name}|{c.Group}|{c.Unit}"));
        Hash = XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(text)).ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <summary>The columns, in the order of the vector.</summary>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <summary>XxHash64 over names, groups and units, in hex.</summary>
    public string Hash { get; }

    /// <summary>Number of columns, F.</summary>
    public int Count => Columns.Count;

    /// <summary>Place of a column; -1 where there is none of that name.</summary>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (string.Equals(Columns[i].Name, name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
