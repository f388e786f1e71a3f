using System.Text;

namespace Foresale.Cli.Tests;

/// <summary>The page of errors quotes what is really said.</summary>
public sealed class ErrorsPageTests : IDisposable
{
    private const string Map = """{"columns":{"time":"time","user_id":"user_id","behavior":"behavior"}}""";
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-errors-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("shop.csv", "")]
    [InlineData("shop.csv", "time,user_id,behavior\n")]
    [InlineData("shop.csv", "time,user_id,what\n1,2,3\n")]
    [InlineData("shop.csv", "time,user_id,behavior,time\n1,2,3,4\n")]
    [InlineData("shop.csv", "t\0i\0m\0e\0")]
    [InlineData("shop.csv", "time;user_id;behavior;Größe\n1;2;view;4\n")]
    [InlineData("shop.csv", "sep=;\ntime;user_id;behavior\n")]
    [InlineData("shop.parquet", "no Parquet")]
    [InlineData("shop.csv", "time,user_id,behavior\n2024-05-01 10:00:00,u,view\n")]
    [InlineData("shop.csv", "time,user_id,behavior\n2024-05-01T10:00:00Z,u,view\n", """{"colums":{}}""")]
    public async Task A_message_of_the_page_is_what_is_said(string file, string text, string map = Map)
    {
        File.WriteAllText(At(file), text, Encoding.Latin1);
        File.WriteAllText(At("map.json"), map);

        var (code, _, error) = await Cli.CallAsync("import", At(file), "--map", At("map.json"), "--out", At("data"));

        Assert.Equal(2, code);
        Assert.Contains(Messages(), message => error.StartsWith(message, StringComparison.Ordinal));
        Assert.False(Directory.Exists(At("data")));
    }

    // The second column of the page's tables.
    private static IEnumerable<string> Messages() => File.ReadLines(Path.Combine(Repository.Root, "docs", "errors.md"))
        .Where(l => l.StartsWith("| ", StringComparison.Ordinal))
        .Select(l => l.Split(" | ")[1].Trim(' ', '|'))
        .Where(cell => cell.Length > 2 && cell[0] is '`' && cell[^1] is '`')
        .Select(cell => cell[1..^1]);

    private string At(string name) => Path.Combine(_root, name);
}
