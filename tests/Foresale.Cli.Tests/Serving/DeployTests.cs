using System.Text.Json;
using Foresale.Server;
using Foresale.Server.Shop;

namespace Foresale.Cli.Tests.Serving;

/// <summary>The files of deploy/ start a server that there is: its project, its options.</summary>
public sealed class DeployTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-deploy-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("foresale.service")]
    [InlineData("Dockerfile")]
    [InlineData("windows-service.ps1")]
    public async Task The_options_that_a_file_gives_start_a_server(string file)
    {
        var words = Options(file);
        Assert.Equal(["--data", "--urls"], words.Where(w => w.StartsWith("--", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        words[Array.IndexOf(words, "--data") + 1] = Path.Combine(_root, "data");
        words[Array.IndexOf(words, "--urls") + 1] = "http://127.0.0.1:0";
        using var output = new StringWriter();

        await using var app = ServerApp.Create(new ServerStart { Args = words, Output = output, Add = ShopServices.Add, Map = ShopServices.Map });
        await app.StartAsync(TestContext.Current.CancellationToken);
        await app.StopAsync(TestContext.Current.CancellationToken);

        Assert.Contains("Admin key, shown this once: fsk_admin_", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_image_is_built_from_the_server_s_project_and_starts_its_program()
    {
        var lines = Lines("Dockerfile");
        var project = Assert.Single(lines, l => l.StartsWith("RUN dotnet publish ", StringComparison.Ordinal)).Split(' ')[3];

        Assert.True(File.Exists(Path.Combine(Repository.Root, project, $"{Path.GetFileName(project)}.csproj")));
        Assert.Contains(lines, l => l.StartsWith($"ENTRYPOINT [\"./{Path.GetFileName(project)}\"", StringComparison.Ordinal));
        Assert.Contains(lines, l => l is "VOLUME /data");
    }

    [Fact]
    public void The_unit_waits_longer_than_the_server_drains_and_does_not_repeat_what_is_the_user_s_fault()
    {
        var unit = Lines("foresale.service").Where(l => l.Contains('=', StringComparison.Ordinal)).ToDictionary(l => l[..l.IndexOf('=', StringComparison.Ordinal)], l => l[(l.IndexOf('=', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal);

        Assert.True(int.Parse(unit["TimeoutStopSec"], System.Globalization.CultureInfo.InvariantCulture) > 20); // DrainSeconds, as docs/operations.md has it
        Assert.Equal("2", unit["RestartPreventExitStatus"]);
        Assert.Contains($"/var/lib/{unit["StateDirectory"]}", unit["ExecStart"], StringComparison.Ordinal);
    }

    private static string[] Options(string file) => file switch
    {
        "foresale.service" => Assert.Single(Lines(file), l => l.StartsWith("ExecStart=", StringComparison.Ordinal)).Split(' ')[1..],
        "Dockerfile" => JsonSerializer.Deserialize<string[]>(Assert.Single(Lines(file), l => l.StartsWith("ENTRYPOINT ", StringComparison.Ordinal))["ENTRYPOINT ".Length..])![1..],
        _ => Assert.Single(Lines(file), l => l.StartsWith("New-Service ", StringComparison.Ordinal)).Trim('"').Split("$Program`\" ")[1].Split(' '),
    };

    private static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Repository.Root, "deploy", file));
}
