using CsCheck;
using Foresale.Events;
using Foresale.Features;
using Foresale.States;

namespace Foresale.Tests.States;

/// <summary>A shopper is a guest first and known later: states are of who they were known to be, rows and outcomes of who they turned out to be.</summary>
public sealed class LoginTests
{
    private static readonly Target s_session = new(TargetKind.Session);

    private static readonly Gen<(int Minute, int Shopper, int Cookie, bool IsKnown, int Behavior, int Item)[]> s_deeds =
        Gen.Select(Gen.Int[0, 3 * 1440], Gen.Int[0, 2], Gen.Int[0, 1], Gen.Bool, Gen.Int[0, 6], Gen.Int[0, 4]).Array[20, 60];

    private static readonly Gen<(int Minute, int Shopper, int Cookie)[]> s_logins = Gen.Select(Gen.Int[0, 3 * 1440], Gen.Int[0, 2], Gen.Int[0, 1]).Array[1, 5];

    private static ShopEvent AsGuest(double minute) => Some.Event(minute, user: "u") with { AnonymousId = "g", SeenAs = "g" };

    private static MemoryDataset Log(IEnumerable<ShopEvent> events, params IdentityMerge[] logins) => new([.. events.Select((e, i) => e with { Sequence = i })], identities: logins);

    private static IdentityMerge Login(double minute, string guest = "g", string user = "u") => new(guest, user, Some.Start.AddMinutes(minute));

    [Fact]
    public void Before_the_login_a_state_has_what_the_guest_did_and_after_it_what_both_did_and_the_purchase_counts_for_both()
    {
        var log = Log(
            [
                Some.Event(0, session: "old"), Some.Event(1, session: "old"), Some.Event(2, session: "old"),
                AsGuest(100), AsGuest(101), Some.Event(103), Some.Event(104, Behavior.Purchase, order: "o"),
            ],
            Login(102));

        var table = Some.Training(log, s_session);

        Assert.Equal(["u"], table.UserIds);
        Assert.Equal(
            [
                "1 100% view Continues 0", "2 100% view Continues 0", "3 100% leave NotBought 0",
                "1 100% view Continues 1", "2 100% view Continues 1", "6 100% purchase Bought 1",
            ],
            table.Lines().SkipLast(1)); // the session goes on
    }

    [Fact]
    public void A_row_at_midnight_is_of_the_name_of_that_midnight()
    {
        var log = Log([Some.Event(0), Some.Event(1), AsGuest(100), Some.Event(Some.Day + 10), Some.Event((3 * Some.Day) + 10, user: "v")], Login(Some.Day + 5));

        var table = Some.Training(log, new Target(TargetKind.User, HorizonDays: 1));
        var rows = Enumerable.Range(0, table.Nodes.Count).Where(n => table.Nodes.IsRow[n] && table.UserIds[table.Nodes.User[n]] == "u").Select(n => (Day: (table.Nodes.TimeMs[n] - Some.Start.ToUnixTimeMilliseconds()) / 86_400_000, Tokens: table.Nodes.TokenEnd[n] - table.Nodes.TokenBegin[n]));

        Assert.Equal([(1, 1), (2, 4)], rows.Where(r => r.Day < 3).Distinct());
    }

    [Fact]
    public void A_guest_of_a_guest_takes_all_along()
    {
        var log = Log(
            [AsGuest(0) with { UserId = "w" }, Some.Event(10, user: "w") with { SeenAs = "u" }, Some.Event(20, user: "w")],
            Login(5), Login(15, "u", "w"));

        Assert.Equal([1, 2, 3], Some.Training(log, s_session).Lines().Select(line => line[0] - '0'));
    }

    [Fact]
    public void Items_count_what_a_guest_did_once()
    {
        var view = Some.Event(0, item: "i");
        var plain = Log([view, Some.Event(Some.Day + 10)]);
        var merged = Log([view with { AnonymousId = "g", SeenAs = "g" }, Some.Event(Some.Day + 10)], Login(5));

        Assert.Equal<float[]>(Last(plain), Last(merged));

        static float[] Last(MemoryDataset log)
        {
            var table = Some.Training(log, s_session);
            return [.. table.FeaturesOf(table.Nodes.State[^1])];
        }
    }

    [Fact]
    public void Every_state_equals_that_of_a_shop_which_took_events_and_logins_as_they_came() =>
        Gen.Select(s_deeds, s_logins).Sample(
            (deeds, logins) =>
            {
                var merges = logins.DistinctBy(l => (l.Shopper, l.Cookie)).Select(l => Login(l.Minute, $"g{l.Shopper}{l.Cookie}", $"u{l.Shopper}")).ToArray();
                var events = deeds.OrderBy(d => d.Minute).Select((d, i) => Deed(d, i, merges)).ToArray();
                var live = Live(events, merges);

                var table = StateBuilder.BuildForScoring(Log(events, merges), s_session, Some.Settings(), asOf: null, progress: null, CancellationToken.None);

                Assert.Equal(events.Length, table.Nodes.Count);
                for (var node = 0; node < table.Nodes.Count; node++)
                {
                    Assert.Equal<float[]>(live[table.Nodes.EventId[node]!], [.. table.FeaturesOf(table.Nodes.State[node])]);
                }
            },
            iter: 100);

    private static ShopEvent Deed((int Minute, int Shopper, int Cookie, bool IsKnown, int Behavior, int Item) d, int place, IdentityMerge[] merges)
    {
        var (guest, user) = ($"g{d.Shopper}{d.Cookie}", $"u{d.Shopper}");
        var willLogIn = Array.Exists(merges, m => m.AnonymousId == guest);
        return Some.Event(d.Minute, (Behavior)d.Behavior, d.IsKnown || willLogIn ? user : guest, session: $"s{d.Minute / 60}", item: $"i{d.Item}") with
        {
            EventId = $"e{place}",
            AnonymousId = guest,
            SeenAs = !d.IsKnown && willLogIn ? guest : null,
        };
    }

    // One thing after the other, nobody's future known.
    private static Dictionary<string, float[]> Live(ShopEvent[] events, IdentityMerge[] merges)
    {
        var fold = new Fold(Some.Settings(), new Dictionary<string, IReadOnlyDictionary<string, string>>(), new Dictionary<string, IReadOnlyList<ItemRow>>());
        var (states, token) = (new Dictionary<string, float[]>(), new int[fold.TokenSchema.Count]);
        var (known, did) = (new Dictionary<string, string>(), new Dictionary<string, List<ShopEvent>>());
        DateOnly? day = null;
        var steps = events.Select(e => (e.Time, Order: 1, Event: (ShopEvent?)e, Merge: (IdentityMerge?)null)).Concat(merges.Select(m => (m.Time, Order: 0, Event: (ShopEvent?)null, Merge: (IdentityMerge?)m)));
        foreach (var step in steps.OrderBy(s => s.Time).ThenBy(s => s.Order))
        {
            var today = DateOnly.FromDateTime(step.Time.UtcDateTime);
            if (day != today)
            {
                fold.BeginDay(today);
                day = today;
            }

            if (step.Merge is { } merge)
            {
                known[merge.AnonymousId] = merge.UserId;
                foreach (var told in did.GetValueOrDefault(merge.AnonymousId) ?? [])
                {
                    fold.Apply(told with { UserId = merge.UserId }, token, isRetold: true);
                }

                fold.Forget(merge.AnonymousId);
                continue;
            }

            var came = step.Event!;
            var name = came.SeenAs ?? came.UserId;
            name = known.GetValueOrDefault(name, name);
            fold.Apply(came with { UserId = name }, token);
            (did.TryGetValue(name, out var list) ? list : did[name] = []).Add(came);
            var state = new float[fold.Schema.Count];
            fold.Read(name, came.ItemId, came.Arrival, state);
            states[came.EventId] = state;
        }

        return states;
    }
}
