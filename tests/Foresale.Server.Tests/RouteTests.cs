using Foresale.Server.Keys;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foresale.Server.Tests;

public class RouteTests
{
    private static readonly string[] s_open = ["/", "/health/live", "/health/ready", "/openapi/{documentName}.json", "/docs/{documentName?}"];

    [Fact]
    public async Task Every_route_names_its_scope_and_only_these_are_open_to_all()
    {
        await using var server = await TestServer.StartAsync();

        var open = new List<string>();
        foreach (var route in Routes(server.App))
        {
            var isOpen = route.Metadata.GetMetadata<IAllowAnonymous>() is not null;
            Assert.True(isOpen || route.Metadata.GetMetadata<NamedScope>() is not null, $"{route.RoutePattern.RawText} names no scope: call RequireIngest, RequireRead, RequireAdmin or OpenToAll on it.");
            open.AddRange(isOpen ? [route.RoutePattern.RawText!] : []);
        }

        Assert.Equal(s_open.Order(), open.Where(r => !r.StartsWith("/docs/", StringComparison.Ordinal) || r.Contains("documentName", StringComparison.Ordinal)).Distinct().Order());
    }

    [Fact]
    public async Task Further_ways_to_send_a_key_stand_only_on_ingest_routes()
    {
        await using var server = await TestServer.StartAsync([], SomeRoutes.Map);

        var wide = Routes(server.App).Where(r => r.Metadata.GetMetadata<AcceptedCarriers>() is not null).ToList();

        Assert.NotEmpty(wide);
        Assert.All(wide, r => Assert.Equal(Scope.Ingest, r.Metadata.GetMetadata<NamedScope>()?.Scope));
    }

    [Fact]
    public async Task A_route_without_a_scope_is_open_to_nobody()
    {
        await using var server = await TestServer.StartAsync([], app => app.MapGet("/forgotten", () => "secret"));

        var without = await server.SendAsync(HttpMethod.Get, "/forgotten");
        var admin = await server.SendAsync(HttpMethod.Get, "/forgotten", server.AdminKey);

        Assert.Equal((401, 403), (without.Status, admin.Status));
        Assert.Equal("route: this route names no scope, so that it is open to nobody. Report it: this is a fault of Foresale's.", admin.Detail);
    }

    [Fact]
    public async Task The_server_knows_storage_and_never_learning()
    {
        var names = typeof(ServerApp).Assembly.GetReferencedAssemblies().Select(a => a.Name!).ToList();
        var packages = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Foresale.Server.Tests.deps.json"), TestContext.Current.CancellationToken);

        Assert.Contains("Foresale", names);
        Assert.Contains("Foresale.Storage/", packages, StringComparison.Ordinal);
        Assert.DoesNotContain("Foresale.Learning", packages, StringComparison.Ordinal);
        Assert.DoesNotContain("TorchSharp", packages, StringComparison.Ordinal);
        Assert.DoesNotContain("LightGBM", packages, StringComparison.Ordinal);
    }

    internal static IEnumerable<RouteEndpoint> Routes(WebApplication app) =>
        app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
}
