using Foresale.Server.Audit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace Foresale.Server.Keys;

/// <summary>Registers keys, the authentication by them and a policy a scope.</summary>
internal static class KeyServices
{
    public static void AddKeys(this WebApplicationBuilder builder, TextWriter output)
    {
        var services = builder.Services;
        services.AddSingleton<KeyRing>();
        services.AddHostedService(p => new KeyUpkeep(p.GetRequiredService<KeyRing>(), p.GetRequiredService<AuditLog>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<KeyUpkeep>>(), output));
        services.AddAuthentication(KeyAuthentication.SchemeName).AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.SchemeName, configureOptions: null);
        services.AddAuthorizationBuilder()
            .AddPolicy(KeyText.NameOf(Scope.Ingest), Allow(Scope.Ingest, Scope.Admin))
            .AddPolicy(KeyText.NameOf(Scope.Read), Allow(Scope.Read, Scope.Admin))
            .AddPolicy(KeyText.NameOf(Scope.Admin), Allow(Scope.Admin))
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().AddRequirements(new NoRoute()).Build());
        services.AddSingleton<IAuthorizationHandler, NoRoute>();
    }

    private static AuthorizationPolicy Allow(params string[] scopes) =>
        new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireClaim(KeyAuthentication.ScopeClaim, scopes).Build();

    private static AuthorizationPolicy Allow(params Scope[] scopes) => Allow([.. scopes.Select(KeyText.NameOf)]);
}
