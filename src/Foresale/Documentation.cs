namespace Foresale;

/// <summary>The pages of docs that messages name: those beside the program, which stand there wherever it was installed.</summary>
public static class Documentation
{
    /// <summary>Full path of a page; as the repository has it where none stands beside the program.</summary>
    /// <param name="page">Such as <c>scores.md</c>.</param>
    public static string PathOf(string page)
    {
        var installed = Path.Combine(AppContext.BaseDirectory, "docs", page);
        return File.Exists(installed) ? installed : $"docs/{page}";
    }
}
