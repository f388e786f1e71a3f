using System.Security.Claims;
using System.Text.Encodings.Web;
using Foresale.Server.Faults;
using Foresale.Server.Telemetry;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Keys;

/// <summary>Who calls: the key that a request brings, or nobody.</summary>
internal sealed class KeyAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, KeyRing ring, ServerMeter meter)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "Key";
    public const string IdClaim = "key_id";
    public const string ScopeClaim = "scope";

    private const string Missing = "no key was sent.";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var sent = SentKeys.Of(Request, Context.GetEndpoint()?.Metadata.GetMetadata<AcceptedCarriers>()?.Carriers ?? KeyCarriers.Headers);
        if (sent.Texts.Count == 0)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        // Two keys are one too many even where they are equal: a proxy and the server might each believe another one.
        if (sent.Texts.Count > 1)
        {
            return Refuse("several_keys", "several keys were sent.");
        }

        var key = ring.Find(sent.Texts[0]);
        return key switch
        {
            null => Refuse("unknown", "the key is not known."),
            { Revoked: not null } => Refuse("revoked", "the key is revoked."),
            _ when !key.IsGood(TimeProvider.GetUtcNow()) => Refuse("expired", "the key has expired."),
            _ when sent.IngestOnly && key.Scope != Scope.Ingest => Refuse("carrier", $"a key of scope {KeyText.NameOf(key.Scope)} came by a way that is for ingest keys alone."),
            _ => Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(Principal(key), SchemeName))),
        };
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var result = await HandleAuthenticateOnceSafeAsync();
        Response.Headers.WWWAuthenticate = "Bearer";
        await Problems.WriteAsync(Context, StatusCodes.Status401Unauthorized, new Fault("key", result.Failure?.Message ?? Missing, "Send a good one as `Authorization: Bearer fsk_...`."));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var scopes = Context.GetEndpoint()?.Metadata.GetMetadata<NamedScope>();
        var fault = scopes is null
            ? new Fault("route", "this route names no scope, so that it is open to nobody.", "Report it: this is a fault of Foresale's.")
            : new Fault("key", $"its scope is {Context.User.FindFirstValue(ScopeClaim)}, and this route is for {KeyText.NameOf(scopes.Scope)} keys.", "Send another key.");
        return Problems.WriteAsync(Context, StatusCodes.Status403Forbidden, fault);
    }

    private Task<AuthenticateResult> Refuse(string reason, string found)
    {
        meter.KeyRefused(reason);
        return Task.FromResult(AuthenticateResult.Fail(found));
    }

    private static ClaimsPrincipal Principal(ApiKey key) =>
        new(new ClaimsIdentity([new Claim(IdClaim, key.Id), new Claim(ScopeClaim, KeyText.NameOf(key.Scope))], SchemeName));
}
