using System.Text.RegularExpressions;

namespace Foresale.Server.Tests;

public class DocumentTests
{
    [Fact]
    public async Task The_page_loads_nothing_from_elsewhere_and_its_policy_forbids_it()
    {
        await using var server = await TestServer.StartAsync();

        var page = await server.SendAsync(HttpMethod.Get, "/docs/");
        var nonces = Regex.Matches(page.Body, "nonce=\"(?<nonce>[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(m => m.Groups["nonce"].Value).Distinct();

        Assert.Equal(200, page.Status);
        Assert.DoesNotContain("://", page.Body, StringComparison.Ordinal);
        Assert.Equal($"default-src 'none'; script-src 'self' 'nonce-{Assert.Single(nonces)}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", page["Content-Security-Policy"]);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Get, "/docs/scalar.js")).Status);
    }

    [Fact]
    public async Task The_description_names_the_scope_of_each_route_and_repeats_no_host()
    {
        await using var server = await TestServer.StartAsync([], SomeRoutes.Map);

        var description = (await server.SendAsync(HttpMethod.Get, "/openapi/v1.json", headers: ("Host", "evil.test"))).Body;

        Assert.DoesNotContain("evil.test", description, StringComparison.Ordinal);
        Assert.Contains("Scope: admin.", description, StringComparison.Ordinal);
        Assert.Contains("Scope: ingest.", description, StringComparison.Ordinal);
        Assert.Contains("\"bearer\"", description, StringComparison.Ordinal);
    }
}
