namespace Foresale.Events.Guessing;

/// <summary>What words of a log mean, in English, German, French, Spanish, Chinese and Russian.</summary>
internal static class BehaviorGuess
{
    // Looked for in this order inside a word: a "sort order" is a search before it is an order.
    private static readonly (Behavior Behavior, string Stems)[] s_stems =
    [
        (Behavior.Refund, "refund return retoure ruckgabe rueckgabe erstatt umtausch rembours retour devolu reembols 退款 退货 возврат"),
        (Behavior.Favorite, "favo wishlist wish bookmark like merkliste merkzettel gemerkt merken wunsch souhait deseo 收藏 喜欢 关注 心愿 избран"),
        (Behavior.Cart, "cart basket addtobag warenkorb korb panier carrito cesta anadir 加购 加入购物车 购物车 корзин"),
        (Behavior.Search, "search query filter sort suche gesucht recherch busqued buscar busca 搜索 检索 поиск искал"),
        (Behavior.Purchase, "purchas buy bought order transaction paid payment sale checkoutcomplete clickout kauf bestell bezahl achat achet command compra pedido pagado pago 购买 下单 支付 成交 付款 покуп купил заказ оплат"),
        (Behavior.View, "view click klick detail browse impression visit seen look interaction ansicht anges anseh aufruf gesehen angeschaut betracht consult visualis voir vue clic vista visto visualiz 浏览 点击 查看 访问 看 просмотр смотр клик"),
    ];

    private static readonly string[] s_removals = [.. "remove delete drop entfern losch loesch retir suppr enlev quitar elimin borrar 移除 删除 移出 удал убра".Split(' ')];
    private static readonly Dictionary<string, Behavior> s_short = new(StringComparer.Ordinal)
    {
        ["pv"] = Behavior.View, ["clk"] = Behavior.View, ["vu"] = Behavior.View, ["fav"] = Behavior.Favorite, ["atc"] = Behavior.Cart, ["ver"] = Behavior.View, ["besuch"] = Behavior.View, ["买"] = Behavior.Purchase,
        ["uncart"] = Behavior.Uncart,
    };

    // A word with one of these begins a purchase and is none.
    private static readonly string[] s_starts = ["begin", "start", "initiate", "abort", "abandon", "cancel", "fail", "page", "history", "status"];

    // Public conventions of numbered behaviors, by the set of codes.
    private static readonly (string Codes, Behavior[] Meaning, string Of)[] s_codes =
    [
        ("0,1,2,3", [Behavior.View, Behavior.Purchase, Behavior.Favorite, Behavior.Cart], "Tmall 2014"),
        ("1,2,3,4", [Behavior.View, Behavior.Favorite, Behavior.Cart, Behavior.Purchase], "Taobao"),
    ];

    /// <summary>The behavior that a word means; null where none is known.</summary>
    public static Behavior? Of(string word)
    {
        var folded = Words.Folded(word);
        if (Behaviors.TryParse(folded, out var exact) || s_short.TryGetValue(folded, out exact))
        {
            return exact;
        }

        if (Array.Exists(s_removals, r => folded.Contains(r, StringComparison.Ordinal)))
        {
            return HasStem(folded, Behavior.Cart) ? Behavior.Uncart : null;
        }

        var parts = Words.Parts(word);
        if (parts.Exists(p => p.StartsWith("review", StringComparison.Ordinal)))
        {
            return null; // it holds "view" and is none
        }

        foreach (var (behavior, stems) in s_stems)
        {
            if (Has(folded, parts, stems))
            {
                return behavior is Behavior.Purchase && parts.Exists(p => s_starts.Contains(p, StringComparer.Ordinal)) ? null
                    : behavior is Behavior.Cart && parts.Exists(p => p is "view" or "ansehen" or "show") ? Behavior.View
                    : behavior;
            }
        }

        return null;
    }

    /// <summary>True for a word that is a behavior itself, not one that holds the stem of one.</summary>
    public static bool IsExact(string word) => Words.Folded(word) is var folded && (Behaviors.TryParse(folded, out _) || s_short.ContainsKey(folded));

    /// <summary>What numbered behaviors mean by a public convention, and whose; null where the codes fit none.</summary>
    public static (IReadOnlyDictionary<string, Behavior> Meaning, string Of)? OfCodes(IEnumerable<string> codes)
    {
        var joined = string.Join(',', codes.Order(StringComparer.Ordinal));
        foreach (var (known, meaning, of) in s_codes)
        {
            if (string.Equals(known, joined, StringComparison.Ordinal))
            {
                return (known.Split(',').Zip(meaning).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal), of);
            }
        }

        return null;
    }

    private static bool HasStem(string folded, Behavior behavior) => Has(folded, [], Array.Find(s_stems, s => s.Behavior == behavior).Stems);

    /// <summary>Stems of four letters or more, and Chinese words, may stand anywhere; shorter ones begin a part.</summary>
    private static bool Has(string folded, List<string> parts, string stems) => stems.Split(' ').Any(stem =>
        stem.Length >= 4 || stem[0] > '\u2E80'
            ? folded.Contains(stem, StringComparison.Ordinal)
            : parts.Exists(p => p.StartsWith(stem, StringComparison.Ordinal)));
}
