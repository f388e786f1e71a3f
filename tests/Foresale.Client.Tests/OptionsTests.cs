using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Foresale.Client.Tests;

public class OptionsTests
{
    [Fact]
    public async Task Settings_come_from_the_section_Foresale_and_code_has_the_last_word()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Foresale:BaseAddress"] = "https://shop.example/intent", ["Foresale:ApiKey"] = "k", ["Foresale:BatchSize"] = "7", ["Foresale:FlushInterval"] = "00:00:02" });
        builder.Services.AddForesale(o => o.BatchSize = 8);
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);

        var options = host.Services.GetRequiredService<IOptions<ForesaleOptions>>().Value;

        Assert.Equal((new Uri("https://shop.example/intent"), 8, TimeSpan.FromSeconds(2)), (options.BaseAddress, options.BatchSize, options.FlushInterval));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_host_with_wrong_settings_does_not_start_and_says_all_that_is_wrong()
    {
        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => Shop.OpenAsync(new Uri("ftp://x"), o =>
            (o.ApiKey, o.BatchSize, o.Capacity, o.FlushInterval, o.FirstBackoff, o.BreakAfter) = ("two words", 0, 0, TimeSpan.Zero, TimeSpan.FromMinutes(1), 0)));

        Assert.Equal(
            [
                "Foresale:BaseAddress: it is no plain http or https address. Give one such as https://foresale.internal:8443/, without user, password or query.",
                "Foresale:ApiKey: it holds a space or a character that no key has. Copy it again, without quotes or line ends.",
                "Foresale:BatchSize: 0 is outside 1 to 10,000. Give a number of that range.",
                "Foresale:Capacity: 0 is outside 1 to 10,000,000. Give a number of that range.",
                "Foresale:BreakAfter: 0 is outside 1 to 1,000,000. Give a number of that range.",
                "Foresale:FlushInterval: 00:00:00 is outside 00:00:00.001 to 00:01:00. Give a time of that range, such as 00:00:05.",
                "Foresale:FirstBackoff: 00:01:00 is more than MaxBackoff, 00:00:00.0400000. Make it the smaller.",
            ],
            e.Failures);
        Assert.DoesNotContain("two words", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_without_settings_says_what_is_needed()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddForesale();
        using var host = builder.Build();

        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(
            [
                "Foresale:BaseAddress: there is none. Give the address of the server, such as https://foresale.internal:8443/.",
                "Foresale:ApiKey: there is none. Give a key of the server, from a secret store or an environment variable (Foresale__ApiKey).",
            ],
            e.Failures);
    }

    [Fact]
    public void Adding_the_client_twice_starts_one_sender()
    {
        var services = new ServiceCollection();

        services.AddForesale().AddForesale();

        Assert.Single(services, s => s.ServiceType == typeof(IHostedService));
    }

    [Fact]
    public void Backoff_doubles_its_ceiling_up_to_the_highest_and_spreads_below_it()
    {
        var backoff = new Backoff(new ForesaleOptions(), new Random(1));

        var waits = Enumerable.Range(0, 1_000).Select(_ => backoff.Next(3).TotalMilliseconds).ToList();

        Assert.Equal([200, 400, 800, 1_600, 30_000, 30_000], new[] { 1, 2, 3, 4, 9, 1_000_000 }.Select(f => backoff.Ceiling(f).TotalMilliseconds));
        Assert.InRange(waits.Average(), 370, 430);
        Assert.True(waits.Min() < 8 && waits.Max() is > 792 and <= 800);
    }

    [Fact]
    public void The_client_needs_nothing_of_the_engine()
    {
        var names = typeof(ForesaleOptions).Assembly.GetReferencedAssemblies().Select(a => a.Name!).ToList();

        Assert.All(names, n => Assert.True(n.StartsWith("System.", StringComparison.Ordinal) || n.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal), n));
    }
}
