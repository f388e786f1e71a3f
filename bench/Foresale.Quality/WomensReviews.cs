using Foresale.Events;
using Foresale.Storage;

namespace Foresale.Quality;

/// <summary>Women's e-commerce clothing reviews: the text of a review, and whether its writer recommends the article.</summary>
internal static class WomensReviews
{
    private const string Label = "Recommended IND";

    /// <summary>The column of the text.</summary>
    public const string Text = "Review Text";

    /// <summary>Reads text and label; all other columns (the title and the stars say the answer outright) are left out.</summary>
    public static TableData Read(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("foresale-quality-");
        try
        {
            var mapping = Path.Combine(folder.FullName, "mapping.json");
            File.WriteAllText(mapping, $$"""{ "kind": "table", "columns": { "{{Text}}": "text", "{{Label}}": { "role": "label", "positive": "1" } } }""");
            var options = new ImportOptions
            {
                Paths = [DataFolder.Find(Path.Combine("womens-reviews", "reviews.csv.gz"))],
                Mapping = Presets.Resolve(mapping),
                Out = Path.Combine(folder.FullName, "data"),
            };
            EventImport.Run(options, progress: null, cancellationToken);
            var data = DatasetFolder.Open(options.Out).ReadTable();
            return data with { Columns = [.. data.Columns.Where(c => c.Name is Text or Label)] };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
