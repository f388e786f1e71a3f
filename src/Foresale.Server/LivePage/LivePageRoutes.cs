using Foresale.Server.Headers;
using Foresale.Server.Keys;

namespace Foresale.Server.LivePage;

/// <summary>
/// A page that shows who is in the shop, at <c>/live</c>. It holds no data: its script reads <c>/v1/intent/active</c> with a read key, which is asked for, or stands behind the # of the
/// address, where no server and no log sees it.
/// </summary>
internal static class LivePageRoutes
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapLivePage(this IEndpointRouteBuilder routes)
    {
        Map(routes, "/live", "live.html", "text/html; charset=utf-8");
        Map(routes, "/live/page.js", "live.js", "text/javascript; charset=utf-8");
        Map(routes, "/live/page.css", "live.css", "text/css; charset=utf-8");
    }

    private static void Map(IEndpointRouteBuilder routes, string path, string file, string type)
    {
        using var stream = typeof(LivePageRoutes).Assembly.GetManifestResourceStream(file) ?? throw new InvalidOperationException($"{file} is not in the assembly.");
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        routes.MapGet(path, (HttpContext context) =>
        {
            context.Items[SecurityHeaders.PagePolicyItem] = Policy;
            return TypedResults.Text(text, type);
        }).ExcludeFromDescription().OpenToAll();
    }
}
