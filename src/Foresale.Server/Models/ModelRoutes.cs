using System.Globalization;
using Foresale.Events;
using Foresale.Server.Audit;
using Foresale.Server.Faults;
using Foresale.Server.Keys;
using Foresale.Server.Shop;
using Foresale.States;

namespace Foresale.Server.Models;

/// <summary>A model that serves.</summary>
/// <param name="Model">Its name in answers.</param>
/// <param name="Target">Its question.</param>
/// <param name="Ships">What its intent comes from.</param>
/// <param name="BaseRate">Share of buyers in training.</param>
public sealed record ModelAnswer(string Model, string Target, string Ships, double BaseRate);

/// <summary>The models that serve.</summary>
/// <param name="Champion">Shown to all shoppers, or all but the challenger's share.</param>
/// <param name="Challenger">Shown to a share of shoppers; null for none.</param>
/// <param name="ChallengerShare">That share, 0..1.</param>
/// <param name="Shadow">Scores unseen; null for none.</param>
public sealed record ModelsAnswer(ModelAnswer Champion, ModelAnswer? Challenger, double ChallengerShare, ModelAnswer? Shadow);

/// <summary>Which model is to serve.</summary>
/// <param name="Path">Its folder on the server's disk.</param>
public sealed record ModelRequest(string Path);

/// <summary>Which model is to be the challenger, or how many are to see it.</summary>
/// <param name="Share">Share of shoppers, 0..1.</param>
/// <param name="Path">Its folder on the server's disk; null for the one that there is.</param>
public sealed record ChallengerRequest(double Share, string? Path = null);

/// <summary>Who is to be the champion.</summary>
/// <param name="Role"><c>challenger</c> or <c>shadow</c>.</param>
public sealed record PromoteRequest(string Role);

/// <summary>Which models serve: swapped, compared, promoted.</summary>
internal static class ModelRoutes
{
    public static void AddModels(this IServiceCollection services)
    {
        services.AddSingleton<ServedModel>();
        services.AddSingleton<Outcomes>();
        services.AddSingleton<IFoldObserver>(all => all.GetRequiredService<Outcomes>());
        services.AddSingleton<Rivals>();
        services.AddHostedService(all => all.GetRequiredService<Rivals>());
        services.AddSingleton<IntentWatch>();
    }

    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/v1").WithTags("Served models").RequireRead();
        read.MapGet("model", (ServedModel models) => Of(models.Now.Champion)).WithName("Model").WithSummary("The model that serves: the champion.");
        read.MapGet("models", (ServedModel models) => Of(models.Now)).WithName("Models").WithSummary("The models that serve: champion, challenger, shadow.");
        read.MapGet("models/report", (ServedModel models, IntentWatch watch) => watch.Report(models.Now)).WithName("ModelReport").WithSummary("Scores, differences and outcomes of the models that serve.");
        var admin = routes.MapGroup("/v1").WithTags("Served models").RequireAdmin();
        admin.MapPut("model", SwapAsync).WithName("SwapModel").WithSummary("Lets another model be the champion; no request is dropped.");
        admin.MapPut("models/challenger", ChallengeAsync).WithName("PutChallenger").WithSummary("Shows a model's scores to a share of shoppers, or changes the share.");
        admin.MapPut("models/shadow", ShadowAsync).WithName("PutShadow").WithSummary("Lets a model score unseen, to be compared.");
        admin.MapDelete("models/challenger", (ServedModel models, AuditLog audit, HttpContext context) => RemoveAsync(ModelRole.Challenger, models, audit, context)).WithName("DeleteChallenger").WithSummary("Shows the champion to all shoppers again.");
        admin.MapDelete("models/shadow", (ServedModel models, AuditLog audit, HttpContext context) => RemoveAsync(ModelRole.Shadow, models, audit, context)).WithName("DeleteShadow").WithSummary("Ends the shadow.");
        admin.MapPost("models/promote", PromoteAsync).WithName("PromoteModel").WithSummary("Makes the challenger or the shadow the champion.");
    }

    private static async Task<ModelAnswer> SwapAsync(ModelRequest request, ServedModel models, AuditLog audit, HttpContext context)
    {
        var model = models.Swap(PathOf(request.Path));
        await audit.WriteAsync(context, AuditActions.ModelSwapped, model.Name, "done");
        return Of(models.Now.Champion);
    }

    private static async Task<ModelsAnswer> ChallengeAsync(ChallengerRequest request, ServedModel models, AuditLog audit, HttpContext context)
    {
        if (request.Share is not (>= 0 and <= 1))
        {
            throw new RequestFaultException("share", string.Create(CultureInfo.InvariantCulture, $"{request.Share} is no share of shoppers."), "Give a number from 0 to 1.", StatusCodes.Status422UnprocessableEntity);
        }

        var model = models.Challenge(request.Path is null ? null : PathOf(request.Path), request.Share);
        await audit.WriteAsync(context, AuditActions.ModelPlaced, string.Create(CultureInfo.InvariantCulture, $"challenger {model.Name}, share {request.Share}"), "done");
        return Of(models.Now);
    }

    private static async Task<ModelsAnswer> ShadowAsync(ModelRequest request, ServedModel models, AuditLog audit, HttpContext context)
    {
        var model = models.Shadow(PathOf(request.Path));
        await audit.WriteAsync(context, AuditActions.ModelPlaced, $"shadow {model.Name}", "done");
        return Of(models.Now);
    }

    private static async Task<ModelsAnswer> RemoveAsync(ModelRole role, ServedModel models, AuditLog audit, HttpContext context)
    {
        var word = role.ToString().ToLowerInvariant();
        var gone = models.Remove(role);
        await audit.WriteAsync(context, AuditActions.ModelRemoved, gone is null ? word : $"{word} {gone.Name}", gone is null ? "there was none" : "done");
        return Of(models.Now);
    }

    private static async Task<ModelsAnswer> PromoteAsync(PromoteRequest request, ServedModel models, AuditLog audit, HttpContext context)
    {
        var role = request.Role switch
        {
            "challenger" => ModelRole.Challenger,
            "shadow" => ModelRole.Shadow,
            _ => throw new RequestFaultException("role", "it is neither challenger nor shadow.", "Send {\"role\": \"challenger\"}.", StatusCodes.Status422UnprocessableEntity),
        };
        var model = models.Promote(role);
        await audit.WriteAsync(context, AuditActions.ModelPromoted, $"{request.Role} {model.Name}", "done");
        return Of(models.Now);
    }

    private static string PathOf(string? path) => path is { Length: > 0 } ? path : throw new RequestFaultException("path", "no folder is given.", "Send {\"path\": \"/srv/models/new\"}.");

    private static ModelsAnswer Of(Lineup lineup) => new(Of(lineup.Champion), lineup.Challenger is { } challenger ? Of(challenger) : null, lineup.Share, lineup.Shadow is { } shadow ? Of(shadow) : null);

    private static ModelAnswer Of(Seat seat)
    {
        var manifest = seat.Model.Folder.Manifest;
        return new ModelAnswer(seat.Model.Name, TargetParser.Describe(manifest.Target), manifest.Ships, manifest.BaseRate);
    }
}
