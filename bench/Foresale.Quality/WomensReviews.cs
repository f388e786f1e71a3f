using Foresale.Events;

namespace Foresale.Quality;

/// <summary>Women's e-commerce clothing reviews: the text of a review, and whether its writer recommends the article.</summary>
internal static class WomensReviews
{
    private const string Label = "Recommended IND";

    /// <summary>The column of the text.</summary>
    public const string Text = "Review Text";

    /// <summary>Reads text and label; all other columns (the title and the stars say the answer outright) are left out.</summary>
    public static TableData Read(StudyContext context, CancellationToken cancellationToken)
    {
        const string Mapping = $$"""{ "kind": "table", "columns": { "{{Text}}": "text", "{{Label}}": { "role": "label", "positive": "1" } } }""";
        var data = ImportedData.Use(Path.Combine("womens-reviews", "reviews.csv.gz"), Mapping, context, folder => folder.ReadTable(), cancellationToken);
        return data with { Columns = [.. data.Columns.Where(c => c.Name is Text or Label)] };
    }
}
