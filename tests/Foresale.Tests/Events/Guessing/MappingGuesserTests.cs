using System.Text;
using Foresale.Events;
using Foresale.Events.Guessing;

namespace Foresale.Tests.Events.Guessing;

public class MappingGuesserTests
{
    private const string German =
        "Kundennr;Artikelnummer;Aktion;Zeitpunkt;Preis;Warengruppe\n"
        + "K1;A7;angesehen;31.03.2026 14:05;12,50 €;Schuhe\n"
        + "K2;A8;angesehen;31.03.2026 14:06;1.299,00 €;Möbel\n"
        + "K1;A7;in den Warenkorb;31.03.2026 14:07;12,50 €;Schuhe\n"
        + "K1;A7;gekauft;01.04.2026 09:00;12,50 €;Schuhe\n"
        + "K2;A7;angesehen;01.04.2026 09:10;12,50 €;Schuhe\n";

    [Fact]
    public void A_German_log_with_local_times_and_euro_commas_is_understood()
    {
        var guess = Guess(German, zone: "Europe/Berlin");

        var mapping = guess.Mapping;
        Assert.Equal((MappingKind.Events, ";", true, ","), (mapping.Kind, mapping.Delimiter, mapping.Header, mapping.DecimalMark));
        AssertFields("Kundennr=user_id Artikelnummer=item_id Aktion=behavior Zeitpunkt=time Preis=price Warengruppe=category", mapping);
        AssertWords("angesehen=view gekauft=purchase in den Warenkorb=cart", mapping);
        Assert.Equal(new TimeMapping("dd.MM.yyyy HH:mm", "Europe/Berlin"), mapping.Time);
        Assert.True(guess.Confidence > .9);
    }

    [Fact]
    public void Local_times_without_a_zone_are_asked_about()
    {
        var guess = Guess(German);

        Assert.Null(guess.Mapping.Time.Zone);
        Assert.Equal("The times of 'Zeitpunkt' are local and carry no zone: give --zone, such as --zone Europe/Paris.", guess.Doubts[0]);
    }

    [Theory]
    [InlineData("zurückgegeben?-Umtausch", 1, "Rare or odd words, taken for what they resemble: 'zurückgegeben?-Umtausch' for refund (1 row). Change them under \"behaviors\", or move them to \"ignoreBehaviors\".")]
    [InlineData("umgetauscht Umtausch", 1, "Rare or odd words, taken for what they resemble: 'umgetauscht Umtausch' for refund (1 row). Change them under \"behaviors\", or move them to \"ignoreBehaviors\".")]
    [InlineData("umgetauscht Umtausch", 5, null)]
    [InlineData("refund", 1, null)]
    public void A_rare_or_odd_word_that_only_resembles_a_behavior_is_to_be_checked(string word, int rows, string? doubt)
    {
        var views = string.Concat(Enumerable.Range(0, 600).Select(i => $"K{i % 90};A7;angesehen;31.03.2026 14:05;12,50 €;Schuhe\n"));
        var odd = string.Concat(Enumerable.Range(0, rows).Select(i => $"K{i};A7;{word};01.04.2026 09:20;12,50 €;Schuhe\n"));

        var bought = string.Concat(Enumerable.Range(0, 9).Select(i => $"K{i};A7;{(i % 2 == 0 ? "gekauft" : "in den Warenkorb")};01.04.2026 09:00;12,50 €;Schuhe\n"));

        var guess = Guess(German + views + bought + odd, zone: "Europe/Berlin");

        // Of some 600 rows one is rare, five are not.
        Assert.Equal(doubt, guess.Doubts.SingleOrDefault(d => d.StartsWith("Rare", StringComparison.Ordinal)));
    }

    [Fact]
    public void Rows_are_shown_as_they_are_read()
    {
        var sample = DelimitedSample.Read("log.csv", German, whole: true);

        var reading = new RowReading(sample, MappingGuesser.Guess(sample, null, null, 2026).Mapping);

        Assert.Equal("user_id item_id behavior time price category", string.Join(' ', reading.Fields));
        Assert.Equal("K2 | A8 | view | 2026-03-31 14:06:00 | 1299.00 | Möbel", string.Join(" | ", reading.Read(sample.Rows[1])));
    }

    [Fact]
    public void Tabs_and_milliseconds_since_1970_are_understood()
    {
        var mapping = Guess("visitorid\tevent\tts\titemid\ttransactionid\nv1\tview\t1433221332117\t355908\t\nv2\taddtocart\t1433221399117\t355908\t\nv2\ttransaction\t1433221999117\t355908\t4000\n").Mapping;

        Assert.Equal(("\t", "unix_ms"), (mapping.Delimiter, mapping.Time.Format));
        AssertFields("visitorid=user_id event=behavior ts=time itemid=item_id transactionid=order_id", mapping);
        AssertWords("addtocart=cart transaction=purchase", mapping);
    }

    [Fact]
    public void Json_lines_give_columns_by_path()
    {
        var lines = """
            {"user":{"id":"u1"},"event_type":"remove_from_cart","created_at":"2026-03-02T10:00:00+01:00","product":{"sku":"s1","price":3.5},"device":{"category":"phone"}}
            {"user":{"id":"u2"},"event_type":"checkout_complete","created_at":"2026-03-02T10:00:05+01:00","product":{"sku":"s2","price":4.5},"device":{"category":"desk"}}
            {"user":{"id":"u1"},"event_type":"login","created_at":"2026-03-02T10:00:09+01:00","product":{"sku":"s1","price":null},"device":{"category":"phone"}}

            """;

        var guess = MappingGuesser.Guess(JsonLinesSample.Read("log.jsonl", lines, whole: true), null, null, 2026);

        AssertFields("user.id=user_id event_type=behavior created_at=time product.sku=item_id product.price=price device.category=device", guess.Mapping);
        AssertWords("checkout_complete=purchase remove_from_cart=uncart", guess.Mapping);
        Assert.Equal("login", Assert.Single(guess.Mapping.IgnoreBehaviors));
        Assert.Equal((null, TimeMapping.Iso), (guess.Mapping.Delimiter, guess.Mapping.Time.Format));
    }

    [Fact]
    public void A_Chinese_log_is_understood()
    {
        var mapping = Guess("用户ID,商品ID,行为类型,时间,价格\n1001,77,点击,2026/03/31 08:00:01,¥12.50\n1002,78,加入购物车,2026/03/31 08:00:09,¥3.00\n1001,77,收藏,2026/03/31 08:01:00,¥12.50\n1001,77,购买,2026/03/31 08:02:00,¥12.50\n").Mapping;

        AssertFields("用户ID=user_id 商品ID=item_id 行为类型=behavior 时间=time 价格=price", mapping);
        AssertWords("加入购物车=cart 收藏=favorite 点击=view 购买=purchase", mapping);
        Assert.Equal(("yyyy/MM/dd HH:mm:ss", "."), (mapping.Time.Format, mapping.DecimalMark));
    }

    [Theory]
    [InlineData("id_client;produit;évènement;horodatage;prix\nc1;p1;vue;31/03/2026 10:00:00;3,5\nc2;p1;ajout au panier;31/03/2026 10:01:00;3,5\nc1;p1;achat;31/03/2026 10:02:00;3,5\n", "vue=view", "achat=purchase", "ajout au panier=cart")]
    [InlineData("id_usuario;producto;acción;fecha;precio\nc1;p1;visto;31/03/2026 10:00:00;3,5\nc2;p1;añadir al carrito;31/03/2026 10:01:00;3,5\nc1;p1;comprado;31/03/2026 10:02:00;3,5\n", "visto=view", "comprado=purchase", "añadir al carrito=cart")]
    [InlineData("пользователь;товар;событие;время;цена\nc1;p1;просмотр;31/03/2026 10:00:00;3,5\nc2;p1;в корзину;31/03/2026 10:01:00;3,5\nc1;p1;покупка;31/03/2026 10:02:00;3,5\n", "просмотр=view", "покупка=purchase", "в корзину=cart")]
    public void French_Spanish_and_Russian_logs_are_understood(string text, string first, string second, string third)
    {
        var mapping = Guess(text).Mapping;

        Assert.Equal("user_id item_id behavior time price", string.Join(' ', mapping.Columns.Values));
        AssertWords(string.Join(' ', new[] { first, second, third }.Order(StringComparer.Ordinal)), mapping);
        Assert.Equal(("dd/MM/yyyy HH:mm:ss", ","), (mapping.Time.Format, mapping.DecimalMark));
    }

    [Fact]
    public void A_day_above_twelve_tells_day_first_from_month_first()
    {
        Assert.Equal("dd/MM/yyyy HH:mm", Times("03/02/2026 10:00", "13/02/2026 10:00").Format);
        Assert.Equal("MM/dd/yyyy HH:mm", Times("02/03/2026 10:00", "02/13/2026 10:00").Format);
        Assert.Null(Times("02/03/2026 10:00", "02/13/2026 10:00").Doubt);
    }

    [Fact]
    public void Where_no_day_tells_the_reading_that_spans_less_is_taken_and_said()
    {
        var time = Times("03/04/2026 10:00", "03/05/2026 10:00", "03/06/2026 10:00");

        Assert.Equal(("MM/dd/yyyy HH:mm", "no day above 12 tells 'dd/MM/yyyy HH:mm' from 'MM/dd/yyyy HH:mm'; taken as 'MM/dd/yyyy HH:mm', which spans less time"), (time.Format, time.Doubt));
    }

    [Fact]
    public void A_date_and_its_clock_in_two_columns_are_one_time()
    {
        var mapping = Guess("Datum;Uhrzeit;Kunde;Ereignis\n31.03.2026;10:00:05;a;Ansicht\n31.03.2026;10:01:05;b;Bestellung\n31.03.2026;10:02:05;a;Ansicht\n").Mapping;

        Assert.Equal("\"Datum\" || ' ' || \"Uhrzeit\"", mapping.Select["time"]);
        Assert.Equal("dd.MM.yyyy HH:mm:ss", mapping.Time.Format);
        AssertFields("Kunde=user_id Ereignis=behavior", mapping);
    }

    [Fact]
    public void A_file_without_header_is_read_by_its_values()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 60; i++)
        {
            text.Append(i % 12 + 100).Append(',').Append(i * 7 % 20 + 5000).Append(',').Append(i % 5 == 0 ? "buy" : "pv").Append(',').Append(1511544070 + (i * 60)).Append('\n');
        }

        var guess = Guess(text.ToString());

        Assert.False(guess.Mapping.Header);
        AssertFields("1=user_id 2=item_id 3=behavior 4=time", guess.Mapping);
        Assert.Contains(guess.Doubts, d => d.StartsWith("'1' is taken for user_id", StringComparison.Ordinal));
    }

    [Fact]
    public void Numbered_behaviors_are_read_by_a_convention_and_said()
    {
        var guess = Guess("uid,sku,type,date\na,1,0,6-4\nb,2,0,6-14\na,1,1,6-5\na,1,2,6-5\nb,1,3,6-6\nb,1,0,6-6\na,2,0,6-6\nb,2,0,6-7\n", year: 2014);

        AssertWords("0=view 1=purchase 2=favorite 3=cart", guess.Mapping);
        Assert.Equal(new TimeMapping("M-d", null, 2014), guess.Mapping.Time);
        Assert.Contains(guess.Doubts, d => d.StartsWith("The codes of 'type' are read as Tmall 2014 numbers them", StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_with_an_answer_is_no_log()
    {
        var guess = Guess("id;age;job;balance;y\n1;30;clerk;3,5;no\n2;40;smith;1,5;yes\n3;30;clerk;2,5;no\n4;51;smith;9,5;no\n");

        Assert.Equal((MappingKind.Table, ","), (guess.Mapping.Kind, guess.Mapping.DecimalMark));
        Assert.Equal(new TableColumnMapping(TableRoles.Label, "yes"), guess.Mapping.Table["y"]);
        Assert.Equal(TableRoles.Categorical, guess.Mapping.Table["job"].Role);
        Assert.Equal(TableRoles.Numeric, guess.Mapping.Table["balance"].Role);
    }

    [Fact]
    public void Sentences_are_text_and_names_are_not()
    {
        var rows = Enumerable.Range(0, 80).Select(i => $"N{i} Smith,this is number {i} of the reviews,{(i % 3 == 0 ? "yes" : "no")}");

        var guess = Guess($"writer,review,again\n{string.Join('\n', rows)}\n");

        Assert.Equal(TableRoles.Text, guess.Mapping.Table["review"].Role);
        Assert.Equal(TableRoles.Ignore, guess.Mapping.Table["writer"].Role);
    }

    [Fact]
    public void A_column_without_a_name_is_called_by_its_place()
    {
        var guess = Guess(",age,Recommended IND\n0,30,1\n1,40,0\n2,50,1\n");

        Assert.Equal("1 age Recommended IND", string.Join(' ', guess.Mapping.Table.Keys));
    }

    [Fact]
    public void What_is_neither_log_nor_table_is_refused()
    {
        var fault = Assert.Throws<UserFaultException>(() => Guess("colour,shape\nred,round\nblue,square\ngreen,oval\n"));

        Assert.Equal(
            "log.csv: this looks neither like an event log (no column of shoppers, none of times) nor like a table with a yes-or-no answer. A log needs a shopper, a time and what was done; a table needs a column with two values such as 'label'. Write the mapping by hand; docs/event-format.md describes it.",
            fault.Message);
    }

    [Theory]
    [InlineData("add_to_cart", Behavior.Cart)]
    [InlineData("removeFromCart", Behavior.Uncart)]
    [InlineData("Aus dem Warenkorb entfernt", Behavior.Uncart)]
    [InlineData("view cart", Behavior.View)]
    [InlineData("change of sort order", Behavior.Search)]
    [InlineData("Merkzettel", Behavior.Favorite)]
    [InlineData("Retoure", Behavior.Refund)]
    [InlineData("Besuch", Behavior.View)]
    [InlineData("begin_purchase", null)]
    [InlineData("review", null)]
    [InlineData("login", null)]
    public void Words_mean_behaviors(string word, Behavior? behavior)
    {
        var guess = Guess($"user,event,time\na,{word},2026-03-31T10:00:00Z\nb,{word},2026-03-31T10:01:00Z\na,xyzzy,2026-03-31T10:02:00Z\nb,view,2026-03-31T10:02:00Z\n");

        Assert.Equal(behavior, guess.Words.Single(w => string.Equals(w.Word, word, StringComparison.Ordinal)).Behavior);
    }

    [Fact]
    public void Every_guess_is_a_mapping_that_can_be_read()
    {
        var guess = Guess(German);

        var read = MappingFile.Parse(MappingFile.Write(guess.Mapping), "mapping.json");

        Assert.Equal(guess.Mapping.Columns, read.Columns);
        Assert.Equal(guess.Mapping.Time, read.Time);
        Assert.Equal(",", read.DecimalMark);
    }

    private static MappingGuess Guess(string text, string? zone = null, int? year = null) =>
        MappingGuesser.Guess(DelimitedSample.Read("log.csv", text, whole: true), zone, year, thisYear: 2026);

    private static TimeGuess Times(params string[] values) => TimeGuess.Of(values, named: true)!;

    private static void AssertFields(string expected, Mapping mapping) => Assert.Equal(expected, string.Join(' ', mapping.Columns.Select(c => $"{c.Key}={c.Value}")));

    private static void AssertWords(string expected, Mapping mapping) =>
        Assert.Equal(expected, string.Join(' ', mapping.Behaviors.OrderBy(b => b.Key, StringComparer.Ordinal).Select(b => $"{b.Key}={b.Value.Word()}")));
}
