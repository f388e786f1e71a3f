using System.Text.RegularExpressions;
using Foresale.Events;

namespace Foresale.Storage.Tests;

public sealed partial class DocumentedMappingTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    public static TheoryData<string> Presets() => [.. Storage.Presets.Names];

    [Theory]
    [MemberData(nameof(Presets))]
    public void Every_preset_is_a_mapping(string name) => Assert.Equal(name, Storage.Presets.Resolve(name).Name);

    [Fact]
    public void A_preset_that_is_none_is_refused_with_their_names() => Assert.Equal(
        "--map: 'tmal' is no preset and no file. Use foresale, ga4-bigquery, online-shoppers, tmall2014, trivago, or the path of a mapping file.",
        Assert.Throws<UserFaultException>(() => Storage.Presets.Resolve("tmal")).Message);

    [Fact]
    public void Every_mapping_in_the_documentation_can_be_read()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Foresale.slnx")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        var examples = Example().Matches(File.ReadAllText(Path.Combine(root, "docs", "event-format.md"))).Select(m => MappingFile.Parse(m.Groups["json"].Value, "docs")).ToList();

        Assert.Equal(6, examples.Count);
    }

    [Fact]
    public void Rows_in_the_form_of_otto_give_an_event_an_element()
    {
        const string Map = """{"nested":true,"each":"$.events","select":{"user_id":"row->>'$.session'","item_id":"each->>'$.aid'","time":"each->>'$.ts'","behavior":"each->>'$.type'"},"behaviors":{"clicks":"view","orders":"purchase"},"time":{"format":"unix_ms"}}""";
        var path = _temp.File("otto.jsonl", """{"session":7,"events":[{"aid":1,"ts":1714557600000,"type":"clicks"},{"aid":2,"ts":1714557601000,"type":"orders"}]}""" + "\n");

        _temp.Import(path, Map);

        Assert.Equal(["7 view 1", "7 purchase 2"], _temp.Events().Select(e => $"{e.UserId} {e.Behavior.Word()} {e.ItemId}"));
    }

    [Fact]
    public void A_file_without_a_header_is_read_by_the_numbers_of_its_columns()
    {
        const string Map = """{"header":false,"columns":{"1":"user_id","2":"item_id","3":"behavior","4":"time"},"behaviors":{"pv":"view"},"time":{"format":"unix_s"}}""";

        _temp.Import(_temp.File("taobao.csv", "1,2,pv,1714557600\n3,4,pv,1714557600\n"), Map);

        Assert.Equal(["1 2", "3 4"], _temp.Events().Select(e => $"{e.UserId} {e.ItemId}"));
    }

    [Fact]
    public void A_dry_run_shows_events_and_writes_nothing()
    {
        var path = _temp.File("shop.csv", "time,user_id,behavior\n2024-05-01T10:00:00Z,u,view\n");

        var report = _temp.Import(path, with: o => o with { Out = null });

        Assert.Equal(("u", Behavior.View), (Assert.Single(report.Shown).UserId, report.Shown[0].Behavior));
        Assert.Equal([path], Directory.GetFileSystemEntries(_temp.Root));
    }

    [GeneratedRegex("```json\\n(?<json>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Example();
}
