using System.Globalization;
using Foresale.Events;

namespace Foresale.Simulation;

/// <summary>
/// A shop whose truth is known: shoppers of hidden types make sessions by the chances of a shop file, and
/// P(purchase later in this session | the shopper's whole observed history) is computed exactly for every event.
/// </summary>
/// <remarks>The same seed gives the same log, byte for byte. docs/simulation.md has the model in equations.</remarks>
public sealed class PlantedShop
{
    /// <summary>Days of a log where the caller does not say.</summary>
    public const int DefaultDays = 60;

    private readonly double[]?[] _tables;
    private readonly VisitDemand?[] _demands;

    /// <summary>Makes the shop of a file.</summary>
    public PlantedShop(ShopFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        File = file;
        Zone = TimeZoneInfo.FindSystemTimeZoneById(file.Zone);
        Catalogue = new ShopCatalogue(file.Catalogue);
        Types = [.. file.Types.Select(t => new ShopperType(file, t, Catalogue))];
        _tables = new double[]?[Types.Length * SessionContext.Count];
        _demands = new VisitDemand?[_tables.Length];
    }

    /// <summary>The file it was made from.</summary>
    public ShopFile File { get; }

    /// <summary>Names of the hidden types.</summary>
    public IReadOnlyList<string> TypeNames => [.. Types.Select(t => t.Section.Name)];

    /// <summary>The item side file: item, then column to value.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Items => Catalogue.Items.ToDictionary(i => i.ItemId, i => i.Values, StringComparer.Ordinal);

    internal TimeZoneInfo Zone { get; }

    internal ShopCatalogue Catalogue { get; }

    internal ShopperType[] Types { get; }

    /// <summary>Loads a shop file, or the built-in shop <c>planted</c>.</summary>
    /// <param name="path">The file; null for the built-in shop.</param>
    /// <exception cref="UserFaultException">The file is absent or no shop; the message has the JSON path.</exception>
    public static PlantedShop Load(string? path = null)
    {
        if (path is not null)
        {
            return new PlantedShop(ShopFile.Read(path));
        }

        using var stream = typeof(PlantedShop).Assembly.GetManifestResourceStream("shops/planted.json")
            ?? throw new InvalidOperationException("The built-in shop is not in the assembly.");
        using var reader = new StreamReader(stream);
        return new PlantedShop(ShopFile.Parse(reader.ReadToEnd(), "planted.json"));
    }

    /// <summary>Follows a shopper's events and says the truth after each.</summary>
    /// <param name="columns">Their row of the user side file; null where it is unknown.</param>
    /// <param name="thisSessionOnly">
    /// True forgets what earlier sessions and the side columns say of the type (the remembered item stays known):
    /// the difference to the whole history is what remembering a shopper is worth.
    /// </param>
    public TruthFilter Follow(IReadOnlyDictionary<string, string>? columns, bool thisSessionOnly = false) => new(this, columns, thisSessionOnly);

    /// <summary>Mean number of sessions of a shopper in a log of so many days, exactly.</summary>
    public double SessionsPerShopper(int days)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        var mean = 1.0;
        for (var day = 1; day < days; day++)
        {
            // A shopper whose first day (uniform) lies before this one visits with the chance of their type.
            var weekend = IsWeekend(File.Start.AddDays(day));
            mean += (double)day / days * Types.Sum(t => t.Section.Prior * t.Visit(weekend));
        }

        return mean;
    }

    /// <summary>The popularity of items by day in the log of a seed; null where the shop has no trends.</summary>
    /// <param name="seed">Of the log.</param>
    /// <param name="days">Days of the log.</param>
    public ItemTrends? Trends(int seed, int days) => File.Catalogue.Trends is { } section ? new ItemTrends(section, [.. Catalogue.Items.Select(i => i.Popularity)], seed, days) : null;

    /// <summary>Draws shoppers one after another, without keeping them: any number of events in little memory.</summary>
    /// <param name="sessions">Sessions in all, &gt;= 1. Exact where <paramref name="users"/> is null (the last shopper's later sessions are cut off).</param>
    /// <param name="seed">Makes the log repeatable.</param>
    /// <param name="days">Days of the log; null for <see cref="DefaultDays"/>, or with <paramref name="users"/> for the number that fits.</param>
    /// <param name="users">Shoppers; null for as many as the sessions need. Then sessions are met on average.</param>
    /// <exception cref="UserFaultException">Sessions, days and users contradict each other.</exception>
    public IEnumerable<SimulatedShopper> Shoppers(int sessions, int seed, int? days = null, int? users = null)
    {
        Check(sessions, days, users);
        return Draw(sessions, seed, users is null ? days ?? DefaultDays : DaysFor(sessions, users.Value), users);
    }

    /// <summary>Draws a log with its truth into memory.</summary>
    /// <param name="sessions">As in <see cref="Shoppers"/>.</param>
    /// <param name="seed">As in <see cref="Shoppers"/>.</param>
    /// <param name="days">As in <see cref="Shoppers"/>.</param>
    /// <param name="users">As in <see cref="Shoppers"/>.</param>
    public SimulatedLog Generate(int sessions, int seed, int? days = null, int? users = null)
    {
        var events = new List<ShopEvent>();
        var truth = new Dictionary<string, float>(StringComparer.Ordinal);
        var columns = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var shopper in Shoppers(sessions, seed, days, users))
        {
            var filter = Follow(shopper.Columns);
            foreach (var shopEvent in shopper.Events)
            {
                truth[shopEvent.EventId] = (float)filter.Observe(shopEvent);
                events.Add(shopEvent);
            }

            columns[shopper.UserId] = shopper.Columns;
            types[shopper.UserId] = Types[shopper.Type].Section.Name;
        }

        return new SimulatedLog
        {
            Events = events,
            Users = columns,
            Items = Items,
            Truth = truth,
            Types = types,
            Zone = File.Zone,
            SourceHash = FormattableString.Invariant($"planted:{File.Name}:{seed}:{sessions}:{days}:{users}"),
        };
    }

    internal static bool IsWeekend(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    internal int FocusOf(int item, int memory) => item < 0 ? SessionState.NoFocus : (Catalogue.CellOf(item) * 2) + (item == memory ? 1 : 0);

    // Solved when first needed. Two threads may solve the same table: they get equal numbers.
    internal double[] Table(int type, SessionContext context) =>
        _tables[(type * SessionContext.Count) + context.Index] ??= PurchaseTable.Solve(Types[type], context);

    internal VisitDemand Demand(int type, SessionContext context) =>
        _demands[(type * SessionContext.Count) + context.Index] ??= VisitDemand.Solve(Types[type], context);

    private IEnumerable<SimulatedShopper> Draw(int sessions, int seed, int days, int? users)
    {
        var left = sessions;
        var trends = Trends(seed, days);
        for (var index = 0; users is { } all ? index < all : left > 0; index++)
        {
            var shopper = new ShopperDraw(this, index, seed, trends).Live(days, users is null ? left : int.MaxValue);
            left -= shopper.Sessions;
            yield return shopper;
        }
    }

    private int DaysFor(int sessions, int users)
    {
        var wanted = (double)sessions / users;
        var days = 1;
        while (days < 3650 && SessionsPerShopper(days) < wanted)
        {
            days += Math.Max(1, days / 20);
        }

        return days;
    }

    private static void Check(int sessions, int? days, int? users)
    {
        Require(sessions >= 1, "--sessions", sessions, "is no number of sessions.", "Give 1 or more.");
        Require(days is null or (>= 1 and <= 3650), "--days", days ?? 0, "is no length of a log.", "Give 1 to 3650.");
        Require(users is null or (>= 1 and <= 999_999), "--users", users ?? 0, "is no number of shoppers.", "Give 1 to 999999.");
        Require(users is null || users <= sessions, "--users", users ?? 0, "shoppers cannot make fewer sessions than they are.", "Give more --sessions or fewer --users.");
        Require(users is null || days is null, "--users", users ?? 0, "shoppers and --days together fix the number of sessions already.", "Leave --users or --days out.");
    }

    private static void Require(bool holds, string place, int value, string found, string remedy)
    {
        if (!holds)
        {
            throw new UserFaultException(place, string.Create(CultureInfo.InvariantCulture, $"{value} {found}"), remedy);
        }
    }
}
