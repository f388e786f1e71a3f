using Foresale.Server.Models;
using Foresale.Server.Shop;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Foresale.Server.Tests.Models;

public class RivalTests
{
    [Fact]
    public async Task A_start_that_fails_is_told_by_its_reason_and_not_as_a_fault_of_what_ran_beside_it()
    {
        await using var other = await TestServer.StartAsync();
        var (data, logs, error) = (Directory.CreateTempSubdirectory("foresale-server-").FullName, new LogCollector(), new StringWriter());

        var code = await ServerApp.RunAsync(
            new ServerStart
            {
                Args = ["--data", data, "--urls", other.Address.ToString()],
                Output = TextWriter.Null,
                Error = error,
                Add = builder =>
                {
                    builder.Logging.ClearProviders().AddProvider(logs);
                    builder.Services.AddSingleton<ShopMeter>();
                    builder.Services.AddHostedService<Rivals>();
                },
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(2, code);
        Assert.Contains("Failed to bind to address", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Canceled", logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Critical", logs.Text, StringComparison.Ordinal);
        Directory.Delete(data, recursive: true);
    }
}
