using Foresale.Events;
using NetArchTest.Rules;

namespace Foresale.Tests;

public class LayerTests
{
    /// <summary>The way of the data: a folder may name the ones before it, never the ones after. Environments know faults and nothing of a shop.</summary>
    private static readonly string[] s_folders = ["Events", "Environments", "Cleaning", "Intake", "Features", "Profiles", "States", "Scoring", "Live", "Decisions"];

    public static TheoryData<string, string> Pairs()
    {
        var pairs = new TheoryData<string, string>();
        for (var up = 0; up < s_folders.Length; up++)
        {
            for (var down = up + 1; down < s_folders.Length; down++)
            {
                pairs.Add($"Foresale.{s_folders[up]}", $"Foresale.{s_folders[down]}");
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Data_flows_one_way(string upstream, string downstream)
    {
        var engine = Types.InAssembly(typeof(ShopEvent).Assembly);

        var result = engine.That().ResideInNamespace(upstream).ShouldNot().HaveDependencyOn(downstream).GetResult();

        Assert.NotEmpty(engine.That().ResideInNamespace(upstream).GetTypes());
        Assert.NotEmpty(engine.That().ResideInNamespace(downstream).GetTypes());
        Assert.True(result.IsSuccessful, $"{upstream} must not know {downstream}: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }

    [Fact]
    public void The_engine_references_no_native_package()
    {
        var names = typeof(ShopEvent).Assembly.GetReferencedAssemblies().Select(a => a.Name ?? "").ToList();

        Assert.DoesNotContain(names, n => n.StartsWith("TorchSharp", StringComparison.Ordinal) || n.StartsWith("DuckDB", StringComparison.Ordinal) || n.StartsWith("ParquetSharp", StringComparison.Ordinal));
    }
}
