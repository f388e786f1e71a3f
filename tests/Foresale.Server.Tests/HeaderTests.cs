using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Foresale.Server.Tests;

public class HeaderTests
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/nowhere")]
    [InlineData("/t/fault")]
    [InlineData("/v1/keys")]
    public async Task Every_answer_is_nothing_for_frames_caches_or_guesses(string path)
    {
        await using var server = await TestServer.StartAsync([], SomeRoutes.Map);

        var answer = await server.SendAsync(HttpMethod.Get, path);

        Assert.Equal("nosniff", answer["X-Content-Type-Options"]);
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", answer["Content-Security-Policy"]);
        Assert.Equal("DENY", answer["X-Frame-Options"]);
        Assert.Equal("no-referrer", answer["Referrer-Policy"]);
        Assert.Contains("no-store", answer["Cache-Control"]!, StringComparison.Ordinal);
        Assert.Null(answer["Server"]);
        Assert.Null(answer["Strict-Transport-Security"]);
    }

    [Fact]
    public async Task Only_listed_origins_may_call_and_never_with_credentials()
    {
        await using var server = await TestServer.StartAsync(["--Foresale:Cors:Origins:0", "https://shop.example"], SomeRoutes.Map);
        (string, string)[] Ask(string origin) => [("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "x-api-key")];

        var ours = await server.SendAsync(HttpMethod.Options, "/t/plain", headers: Ask("https://shop.example"));
        var other = await server.SendAsync(HttpMethod.Options, "/t/plain", headers: Ask("https://shop.example.evil.test"));
        var refused = await server.SendAsync(HttpMethod.Post, "/t/plain", headers: ("Origin", "https://shop.example"));

        Assert.Equal((204, "https://shop.example", null), (ours.Status, ours["Access-Control-Allow-Origin"], ours["Access-Control-Allow-Credentials"]));
        Assert.Null(other["Access-Control-Allow-Origin"]);
        Assert.Equal((401, "https://shop.example"), (refused.Status, refused["Access-Control-Allow-Origin"]));
        Assert.Equal("Retry-After", refused["Access-Control-Expose-Headers"]); // else a page cannot see when to try again
    }

    [Fact]
    public async Task The_word_of_a_proxy_counts_where_it_is_trusted()
    {
        await using var careful = await TestServer.StartAsync([], SomeRoutes.Map);
        await using var trusting = await TestServer.StartAsync(["--Foresale:Proxies:Trusted:0", "127.0.0.0/8"], SomeRoutes.Map);
        (string, string)[] said = [("X-Forwarded-For", "6.6.6.6, 203.0.113.9"), ("X-Forwarded-Proto", "https")];

        Assert.Equal("127.0.0.1 http", (await careful.SendAsync(HttpMethod.Get, "/t/address", headers: said)).Body);
        Assert.StartsWith("203.0.113.9 ", (await trusting.SendAsync(HttpMethod.Get, "/t/address", headers: said)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_from_a_file_makes_it_https_with_strict_transport()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=shop.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("shop.example");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2090, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var folder = Directory.CreateTempSubdirectory("foresale-tls-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "chain.pem"), certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);

        await using var server = await TestServer.StartAsync(["--urls", "https://127.0.0.1:0", "--Kestrel:Certificates:Default:Path", Path.Combine(folder, "chain.pem"), "--Kestrel:Certificates:Default:KeyPath", Path.Combine(folder, "key.pem")]);
        using var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { certificate }, RevocationMode = X509RevocationMode.NoCheck } } };
        using var client = new HttpClient(handler) { BaseAddress = server.Address };
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/health/live") { Headers = { Host = "shop.example" } };
        using var answer = await client.SendAsync(ask, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("max-age=31536000", answer.Headers.GetValues("Strict-Transport-Security").Single());
        Directory.Delete(folder, recursive: true);
    }
}
