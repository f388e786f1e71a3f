using Foresale.Events;

namespace Foresale.Tests.Events;

public class MappingFileTests
{
    [Theory]
    [InlineData("""{"colums":{}}""", "map.json $.colums: the key is not known. Use one of schema, kind, columns, select, constants, each, nested, optional, behaviors, ignoreBehaviors, time, delimiter, header, decimal, dedup.")]
    [InlineData("""{"columns":{"a":"time"},"time":{"zon":"UTC"}}""", "map.json $.time.zon: the key is not known. Use one of format, zone, year.")]
    [InlineData("""{"columns":{"uid":"user"}}""", "map.json $.columns.uid: 'user' is no field of an event. Use one of event_id, time, received_at, user_id, anonymous_id, session_id, behavior, item_id, category, brand, price, currency, quantity, order_id, query, device, region, channel, consent, detail.")]
    [InlineData("""{"columns":{"a":"time","b":"time"}}""", "map.json $.columns.b: a second column is mapped to 'time'. Map one column to a field, or join two with an expression under \"select\".")]
    [InlineData("""{"columns":{"a":"time","b":"behavior"}}""", "map.json $: no column is mapped to 'user_id'. Map one under \"columns\"; docs/event-format.md describes it.")]
    [InlineData("""{"behaviors":{"pv":"look"}}""", "map.json $.behaviors.pv: 'look' is not known. Use one of view, search, favorite, cart, purchase, uncart, refund.")]
    [InlineData("""{"time":{"zone":"Paris"}}""", "map.json $.time.zone: 'Paris' is no time zone. Use an IANA name such as Europe/Paris.")]
    [InlineData("""{"time":{"format":"QQ"}}""", "map.json $.time.format: 'QQ' is no time format. Use iso, unix_s, unix_ms, unix_us, or a pattern of yyyy MM dd HH mm ss fff zzz.")]
    [InlineData("""{"time":{"format":"M-d","zone":"UTC"}}""", "map.json $.time: the format 'M-d' has no year. Give it, such as \"year\": 2014.")]
    [InlineData("""{"delimiter":";;"}""", "map.json $.delimiter: ';;' is no delimiter. Give one character, such as \",\" or \"\\t\".")]
    [InlineData("""{"schema":2}""", "map.json $.schema: schema version 2 is not known. This build reads version 1.")]
    [InlineData("""{"kind":"table","columns":{"x":"number"}}""", "map.json $.columns.x: 'number' is not known. Use one of numeric, categorical, text, label, id, time, ignore.")]
    [InlineData("""{"kind":"table","columns":{"x":"numeric"}}""", "map.json $.columns: a table needs exactly one label column. Give one column {\"role\": \"label\", \"positive\": \"...\"}.")]
    [InlineData("""{"kind":"table","columns":{"x":"label"}}""", "map.json $.columns.x: the label does not say which word stands for yes. Write {\"role\": \"label\", \"positive\": \"TRUE\"}.")]
    [InlineData("{\"columns\":\n  oops}", "map.json(2,3): this is not JSON. Mend the text there.")]
    public void A_fault_names_its_json_path_and_the_remedy(string json, string message) =>
        Assert.Equal(message, Assert.Throws<UserFaultException>(() => MappingFile.Parse(json, "map.json")).Message);

    [Fact]
    public void A_mapping_written_and_read_again_is_the_same()
    {
        const string Json = """{"columns":{"uid":"user_id","ts":"time","t":"behavior"},"select":{"item_id":"lower(sku)"},"constants":{"currency":"EUR"},"optional":["item_id"],"behaviors":{"pv":"view"},"ignoreBehaviors":["login"],"time":{"format":"M-d","zone":"Asia/Shanghai","year":2014},"delimiter":";","header":false,"decimal":",","dedup":"exact"}""";

        var written = MappingFile.Write(MappingFile.Parse(Json, "m"));

        var mapping = MappingFile.Parse(written, "m");
        Assert.Equal(written, MappingFile.Write(mapping));
        Assert.Equal(("item_id", "EUR", ";", false, ",", Dedup.Exact), (mapping.Optional[0], mapping.Constants["currency"], mapping.Delimiter, mapping.Header, mapping.DecimalMark, mapping.Dedup));
        Assert.Equal((Behavior.View, "login", 2014, "lower(sku)"), (mapping.Behaviors["PV"], mapping.IgnoreBehaviors[0], mapping.Time.Year, mapping.Select["item_id"]));
        Assert.True(mapping.Time.IsDayResolution);
    }

    [Theory]
    [InlineData("yyyy-MM-dd HH:mm:ss", "%Y-%m-%d %H:%M:%S")]
    [InlineData("d/M/yy h:mm tt", "%-d/%-m/%y %-I:%M %p")]
    [InlineData("yyyy-MM-dd'T'HH:mm:ss.fffzzz", "%Y-%m-%dT%H:%M:%S.%g%z")]
    [InlineData("week w", null)]
    public void Patterns_become_strptime_formats(string pattern, string? format) => Assert.Equal(format, TimePattern.ToStrptime(pattern));
}
