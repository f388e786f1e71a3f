using System.Text.Json;
using Foresale.Events;

namespace Foresale.Server.Settings;

/// <summary>Where settings come from: <c>appsettings.json</c> in the data folder, then the environment (<c>FORESALE__LIMITS__BODYBYTES</c>), then the command line. Later ones win.</summary>
internal static class ServerSettings
{
    private const string DataKey = $"{ServerOptions.Section}:{nameof(ServerOptions.Data)}";

    private static readonly Dictionary<string, string> s_switches = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--data"] = DataKey,
        ["--model"] = $"{ServerOptions.Section}:{nameof(ServerOptions.Model)}",
        ["--urls"] = $"{ServerOptions.Section}:{nameof(ServerOptions.Urls)}",
    };

    /// <summary>A builder with these sources alone.</summary>
    /// <exception cref="UserFaultException">The command line or <c>appsettings.json</c> cannot be read.</exception>
    public static WebApplicationBuilder Builder(ServerStart start)
    {
        // Always Production: Development answers faults with a page of source code.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(ServerApp).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = "Production",
        });
        RequireSwitches(start.Args);
        var outside = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine([.. start.Args], s_switches).Build();
        var data = outside[DataKey] is { Length: > 0 } given ? given : new ServerOptions().Data;
        var file = Path.Combine(Path.GetFullPath(data), "appsettings.json");

        builder.Configuration.Sources.Clear();
        AddFile(builder.Configuration, file);
        builder.Configuration.AddConfiguration(outside);
        var urls = builder.Configuration[$"{ServerOptions.Section}:{nameof(ServerOptions.Urls)}"] ?? new ServerOptions().Urls;
        builder.WebHost.UseUrls(urls);

        builder.Services.AddSettings<ServerOptions>(ServerOptions.Section);
        builder.Services.AddSettings<LimitOptions>(LimitOptions.Section);
        builder.Services.AddSettings<CorsOptions>(CorsOptions.Section);
        builder.Services.AddSettings<ProxyOptions>(ProxyOptions.Section);
        builder.Services.AddSettings<KeyOptions>(KeyOptions.Section);
        builder.Services.AddSettings<RetentionOptions>(RetentionOptions.Section);
        builder.Services.AddSettings<TelemetryOptions>(TelemetryOptions.Section);
        return builder;
    }

    /// <summary>The command line's own reader skips in silence what it does not understand.</summary>
    private static void RequireSwitches(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i].Split('=', 2)[0];
            if (!s_switches.ContainsKey(name) && !name.StartsWith("--", StringComparison.Ordinal) | !name.Contains(':', StringComparison.Ordinal))
            {
                throw new UserFaultException(name, "the option is not known.", "Use --data, --model, --urls, or a setting's name such as --Foresale:Limits:BodyBytes.");
            }

            if (!args[i].Contains('=', StringComparison.Ordinal) && ++i == args.Count)
            {
                throw new UserFaultException(name, "the value is missing.", "Give one after it.");
            }
        }
    }

    private static void AddFile(ConfigurationManager configuration, string file)
    {
        try
        {
            configuration.AddJsonFile(file, optional: true, reloadOnChange: false);
        }
        catch (InvalidDataException fault)
        {
            var at = fault.InnerException?.InnerException as JsonException ?? fault.InnerException as JsonException;
            throw new UserFaultException($"{file}({(at?.LineNumber ?? 0) + 1},{(at?.BytePositionInLine ?? 0) + 1})", "this is no JSON.", "Mend the file, or remove it.");
        }

        if (configuration[DataKey] is not null)
        {
            throw new UserFaultException($"{file} $.Foresale.Data", "the data folder is set in a file that lies in it.", "Remove it here; give the folder by --data or FORESALE__DATA.");
        }
    }
}
