using Foresale.Events;
using Foresale.Intake;

namespace Foresale.Tests.Intake;

/// <summary>docs/intake.md holds what the code maps.</summary>
public class DocumentedTests
{
    public static TheoryData<string, string, string?> Mapped()
    {
        var rows = new TheoryData<string, string, string?>();
        foreach (var (name, kind) in Ga4Format.Events.Concat(SegmentFormat.Events).Concat(SnowplowFormat.Actions))
        {
            rows.Add(name, kind.Behavior.Word(), kind.Detail);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Mapped))]
    public void Every_mapped_name_stands_in_a_row_with_its_behavior(string name, string behavior, string? detail)
    {
        var row = Page().Where(line => line.StartsWith('|')).FirstOrDefault(line => line.Contains(name, StringComparison.Ordinal) && line.Contains($"| {behavior}", StringComparison.Ordinal));

        Assert.NotNull(row);
        Assert.True(detail is null || row.Contains(detail, StringComparison.Ordinal), row);
    }

    [Fact]
    public void The_page_gives_the_defaults()
    {
        var (page, options) = (string.Join('\n', Page()), new IntakeOptions());

        Assert.Contains($"| `MaxEvents` in a body; more are refused whole | {options.MaxEvents:N0} |", page, StringComparison.Ordinal);
        Assert.Contains($"| `MaxItems` in an event; more are its fault | {options.MaxItems:N0} |", page, StringComparison.Ordinal);
        Assert.Contains($"| `MaxTextLength`, characters of a text | {options.MaxTextLength:N0} |", page, StringComparison.Ordinal);
        Assert.Contains($"| `MaxQueryLength`, characters of a search | {options.MaxQueryLength:N0} |", page, StringComparison.Ordinal);
        Assert.Contains($"| `MaxDepth`, levels of JSON | {options.MaxDepth:N0} |", page, StringComparison.Ordinal);
    }

    private static string[] Page()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Foresale.slnx")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        return File.ReadAllLines(Path.Combine(root, "docs", "intake.md"));
    }
}
