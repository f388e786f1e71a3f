namespace Foresale.Server;

/// <summary>How a server is started: from its own Program.cs, from `foresale serve`, or from a test.</summary>
public sealed record ServerStart
{
    /// <summary>The command line: <c>--data DIR --model DIR --urls URL</c>, and <c>--Foresale:Limits:BodyBytes 1000</c> for any setting.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Where the first admin key is printed. Logs go to standard error, so that nothing else stands here.</summary>
    public TextWriter Output { get; init; } = Console.Out;

    /// <summary>Where faults of the settings are told.</summary>
    public TextWriter Error { get; init; } = Console.Error;

    /// <summary>Registers the services of what is served; null for a bare host.</summary>
    public Action<WebApplicationBuilder>? Add { get; init; }

    /// <summary>Maps the routes of what is served; each has to name its scope.</summary>
    public Action<WebApplication>? Map { get; init; }
}
