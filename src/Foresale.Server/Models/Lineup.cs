using System.IO.Hashing;
using System.Text;

namespace Foresale.Server.Models;

/// <summary>What a model is there for.</summary>
internal enum ModelRole
{
    /// <summary>Its scores are shown to all shoppers, or to all but the challenger's share.</summary>
    Champion,

    /// <summary>Its scores are shown to a share of shoppers.</summary>
    Challenger,

    /// <summary>It scores, and nobody sees it.</summary>
    Shadow,
}

/// <summary>A model in a role, with what was seen of it there.</summary>
internal sealed record Seat(ModelRole Role, LoadedModel Model, RoleBook Book);

/// <summary>Which models serve at one time. Immutable: a request keeps the one that it began with.</summary>
/// <param name="Champion">The model.</param>
/// <param name="Challenger">The one that is to take its place; null for none.</param>
/// <param name="Share">Share of shoppers who see the challenger's scores, 0..1.</param>
/// <param name="Shadow">The one that is watched only; null for none.</param>
internal sealed record Lineup(Seat Champion, Seat? Challenger, double Share, Seat? Shadow)
{
    // Not the seed of the shards: else whole shards would see one model.
    private const long Seed = 0x666f726573616c65;

    /// <summary>All that serve.</summary>
    public IEnumerable<Seat> Seats => ((Seat?[])[Champion, Challenger, Shadow]).OfType<Seat>();

    /// <summary>Whose score a shopper sees: always the same, and with a larger share still the challenger's who were.</summary>
    public Seat ShownTo(string userId) => Challenger is not null && PlaceOf(userId) < Share ? Challenger : Champion;

    /// <summary>Who scores beside the one that is shown, unseen: the champion for the challenger's shoppers, and the shadow.</summary>
    public IEnumerable<Seat> RivalsOf(Seat shown) => Seats.Where(s => s != shown && s.Role is not ModelRole.Challenger);

    /// <summary>Where a shopper stands in 0..1, by a hash of the name.</summary>
    internal static double PlaceOf(string userId) => (XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(userId), Seed) >> 11) / (double)(1L << 53);
}
