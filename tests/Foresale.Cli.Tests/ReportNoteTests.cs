using Foresale.Events;
using Foresale.States;

namespace Foresale.Cli.Tests;

public sealed class ReportNoteTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 1)]
    public void Merged_shoppers_are_noted(long rows, int notes)
    {
        var dataset = new DatasetInfo
        {
            Version = "0",
            SourceHash = "00",
            Mapping = "foresale",
            Zone = "UTC",
            Behaviors = new Dictionary<string, long>(StringComparer.Ordinal),
            Cleaning = [new RuleCount("identity_merged", "changed", rows, "By the side file.")],
            Missing = new Dictionary<string, double>(StringComparer.Ordinal),
        };

        var said = ModelWriter.NotesOf(TargetKind.Session, dataset);

        Assert.Equal(notes, said.Count(n => n.StartsWith("Shoppers were merged:", StringComparison.Ordinal)));
    }
}
