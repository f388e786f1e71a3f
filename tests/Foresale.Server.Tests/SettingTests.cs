using System.Globalization;
using System.Text.RegularExpressions;
using Foresale.Events;
using Foresale.Server.Settings;
using Foresale.Server.Shop;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Tests;

public class SettingTests
{
    [Fact]
    public async Task A_start_without_a_model_says_that_no_shop_is_followed()
    {
        await using var server = await TestServer.StartAsync([], ShopServices.Map, ShopServices.Add);

        Assert.Contains("No model is given: no shop is followed", server.Logs.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Foresale:Limits:BodyBytes", "0", "Foresale:Limits:BodyBytes: 0 is not allowed. Give a whole number from 1024 to 1073741824.")]
    [InlineData("Foresale:Limits:BodyBytes", "large", "Foresale:Limits:BodyBytes: 'large' cannot be read. Give a whole number.")]
    [InlineData("Foresale:Telemetry:RequestLog", "maybe", "Foresale:Telemetry:RequestLog: 'maybe' cannot be read. Give true or false.")]
    [InlineData("Foresale:Limits:BodyByte", "5000", "Foresale:Limits:BodyByte: the setting is not known. Use one of BodyBytes, DecompressedBytes, BodyBytesAtOnce, EventsPerBody, HeaderSeconds, HeaderBytes, BodyBytesPerSecond, RequestsPerSecond, RequestsPerSecondOfVisitor, OwnServers, RequestsPerSecondWithoutKey, Concurrent, Connections, RequestSeconds, DrainSeconds.")]
    [InlineData("Foresale:Limit:BodyBytes", "5000", "Foresale:Limit:BodyBytes: the setting is not known. Use one of the sections Foresale, Foresale:Cors, Foresale:Keys, Foresale:Limits, Foresale:Proxies, Foresale:Retention, Foresale:Telemetry.")]
    [InlineData("Foresale:Cors:Origins:0", "*", "Foresale:Cors:Origins: '*' is not allowed. Give exact origins such as https://shop.example, without a path and without *.")]
    [InlineData("Foresale:Cors:Origins:0", "https://shop.example/", "Foresale:Cors:Origins: 'https://shop.example/' is not allowed. Give exact origins such as https://shop.example, without a path and without *.")]
    [InlineData("Foresale:Proxies:Trusted:0", "proxy", "Foresale:Proxies:Trusted: 'proxy' is not allowed. Give addresses or networks such as 10.0.0.2 or 10.0.0.0/8.")]
    [InlineData("Foresale:Limits:OwnServers:0", "crm", "Foresale:Limits:OwnServers: 'crm' is not allowed. Give addresses or networks such as 10.0.0.2 or 10.0.0.0/8.")]
    [InlineData("Foresale:Limits:RequestsPerSecondOfVisitor", "-1", "Foresale:Limits:RequestsPerSecondOfVisitor: -1 is not allowed. Give a whole number from 0 to 1000000.")]
    [InlineData("Foresale:Limits:BodyBytesAtOnce", "0", "Foresale:Limits:BodyBytesAtOnce: 0 is not allowed. Give a whole number from 1024 to 1099511627776.")]
    [InlineData("Foresale:Telemetry:Logs", "xml", "Foresale:Telemetry:Logs: 'xml' is not allowed. Give auto, json or text.")]
    [InlineData("Foresale:Urls", "ftp://x", "Foresale:Urls: 'ftp://x' is not allowed. Give addresses such as http://127.0.0.1:8080, apart by semicolons.")]
    public async Task A_setting_that_cannot_be_used_stops_the_start(string name, string value, string message)
    {
        Assert.Equal((2, message), await FaultAsync($"--{name}", value));
    }

    [Theory]
    [InlineData("--limit", "5", "--limit: the option is not known. Use --data, --model, --urls, or a setting's name such as --Foresale:Limits:BodyBytes.")]
    [InlineData("serve", "5", "serve: the option is not known. Use --data, --model, --urls, or a setting's name such as --Foresale:Limits:BodyBytes.")]
    [InlineData("--urls=http://127.0.0.1:0", "--model", "--model: the value is missing. Give one after it.")]
    public async Task An_option_that_is_not_known_stops_the_start(string name, string value, string message)
    {
        Assert.Equal((2, message), await FaultAsync(name, value));
    }

    [Fact]
    public async Task The_file_yields_to_the_environment_and_that_to_the_command_line()
    {
        var data = Directory.CreateTempSubdirectory("foresale-server-").FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "appsettings.json"), """{"Foresale":{"Limits":{"EventsPerBody":11,"Concurrent":12,"Connections":13}}}""", TestContext.Current.CancellationToken);
        Environment.SetEnvironmentVariable("FORESALE__LIMITS__CONCURRENT", "22");
        Environment.SetEnvironmentVariable("FORESALE__LIMITS__CONNECTIONS", "23");

        await using var server = await TestServer.StartAsync(["--Foresale:Limits:Connections", "33"], data: data);
        Environment.SetEnvironmentVariable("FORESALE__LIMITS__CONCURRENT", null);
        Environment.SetEnvironmentVariable("FORESALE__LIMITS__CONNECTIONS", null);
        var limits = server.App.Services.GetRequiredService<IOptions<LimitOptions>>().Value;

        Assert.Equal((11, 22, 33), (limits.EventsPerBody, limits.Concurrent, limits.Connections));
    }

    [Theory]
    [InlineData("{\n \"Foresale\": oops}", "(2,14): this is no JSON. Mend the file, or remove it.")]
    [InlineData("{\"Foresale\":{\"Data\":\"elsewhere\"}}", " $.Foresale.Data: the data folder is set in a file that lies in it. Remove it here; give the folder by --data or FORESALE__DATA.")]
    public async Task A_settings_file_that_cannot_be_used_stops_the_start(string text, string message)
    {
        var data = Directory.CreateTempSubdirectory("foresale-server-").FullName;
        var file = Path.Combine(data, "appsettings.json");
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);

        var fault = await Assert.ThrowsAsync<UserFaultException>(() => TestServer.StartAsync([], data: data));

        Assert.Equal(file + message, fault.Message);
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task A_data_folder_serves_one_server_and_an_address_too()
    {
        await using var server = await TestServer.StartAsync();

        var folder = await Assert.ThrowsAsync<UserFaultException>(() => TestServer.StartAsync([], data: server.Data + "/."));
        var (code, address) = await FaultAsync("--urls", server.Address.ToString());

        Assert.EndsWith(": another server uses this folder. Stop it, or give another folder by --data.", folder.Message, StringComparison.Ordinal);
        Assert.Equal(2, code);
        Assert.Matches("^Foresale:Urls: Failed to bind to address .* in use. Stop what listens there, or give another address by --urls.$", address);
    }

    [Fact]
    public async Task The_table_in_the_docs_has_every_setting_with_its_default()
    {
        await using var server = await TestServer.StartAsync([], add: ShopServices.Add);
        var page = await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "operations.md"), TestContext.Current.CancellationToken);

        var documented = Regex.Matches(page, @"^\| `(?<name>Foresale:[A-Za-z0-9:]+)` \|(?<value>[^|]*)\|", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Select(m => $"{m.Groups["name"].Value} = {m.Groups["value"].Value.Trim('`', ' ')}").Order(StringComparer.Ordinal);

        Assert.Equal(Settings(server).Order(StringComparer.Ordinal), documented);
    }

    private static IEnumerable<string> Settings(TestServer server) =>
        from section in server.App.Services.GetServices<SettingSection>()
        let defaults = Activator.CreateInstance(section.Type)
        from property in section.Type.GetProperties()
        let value = property.GetValue(defaults)
        select $"{section.Path}:{property.Name} = {(value is IReadOnlyList<string> or IReadOnlySet<string> ? "" : Convert.ToString(value, CultureInfo.InvariantCulture)!.Replace("False", "false", StringComparison.Ordinal))}";

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Foresale.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    private static async Task<(int Code, string Text)> FaultAsync(params string[] args)
    {
        var data = Directory.CreateTempSubdirectory("foresale-server-").FullName;
        var error = new StringWriter();
        var code = await ServerApp.RunAsync(new ServerStart { Args = ["--data", data, "--Foresale:Urls=http://127.0.0.1:0", .. args], Output = TextWriter.Null, Error = error }, TestContext.Current.CancellationToken);
        Directory.Delete(data, recursive: true);
        return (code, error.ToString().Trim());
    }
}
