using Foresale.Features;

namespace Foresale.Profiles;

/// <summary>Columns of S_u of every shopper at an instant.</summary>
/// <remarks>Letters: N shoppers, C columns.</remarks>
/// <param name="Columns">[C] the columns.</param>
/// <param name="Users">[N] names.</param>
/// <param name="Values">[N, C] raw values; NaN where one is missing.</param>
public sealed record ShopperTraits(IReadOnlyList<FeatureColumn> Columns, IReadOnlyList<string> Users, float[] Values)
{
    /// <summary>Columns that portraits tell beside the traits.</summary>
    private static readonly string[] s_told = ["user_is_buyer", "user_spent", "user_days_between_orders", "user_tenure_days"];

    /// <summary>Reads all shoppers of a fold.</summary>
    /// <param name="fold">After the events before the instant.</param>
    /// <param name="users">Their names.</param>
    /// <param name="at">The instant.</param>
    internal static ShopperTraits Read(Fold fold, IReadOnlyList<string> users, DateTimeOffset at)
    {
        int[] places = [.. Traits.All.Select(t => t.Column).Concat(s_told).Select(fold.Schema.IndexOf).Where(place => place >= 0)];
        var features = new float[fold.Schema.Count];
        var values = new float[users.Count * places.Length];
        for (var user = 0; user < users.Count; user++)
        {
            fold.Read(users[user], itemId: null, at, features);
            for (var c = 0; c < places.Length; c++)
            {
                values[(user * places.Length) + c] = features[places[c]];
            }
        }

        return new ShopperTraits([.. places.Select(p => fold.Schema.Columns[p])], [.. users], values);
    }

    /// <summary>Place of a column; -1 where there is none of that name.</summary>
    public int IndexOf(string column) => new FeatureSchema(Columns).IndexOf(column);

    /// <summary>A shopper's value; NaN where it is missing or the log has no such column.</summary>
    public float Of(int user, string column) => IndexOf(column) is >= 0 and var c ? Values[(user * Columns.Count) + c] : float.NaN;

    /// <summary>Raw values of some columns, [N, columns].</summary>
    public float[] Of(IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        int[] places = [.. columns.Select(IndexOf)];
        var values = new float[Users.Count * places.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Values[(i / places.Length * Columns.Count) + places[i % places.Length]];
        }

        return values;
    }
}
