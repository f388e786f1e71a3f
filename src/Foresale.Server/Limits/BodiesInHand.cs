using Foresale.Server.Faults;
using Foresale.Server.Settings;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Limits;

/// <summary>
/// Bytes of bodies that all requests in hand hold. A body is in memory as a whole until it is answered: each of a thousand requests may have one of megabytes, and no machine all of them. Counted as they are
/// read, not as they are announced: who announces much and sends little keeps nobody out.
/// </summary>
internal sealed class BodiesInHand(IOptions<LimitOptions> limits)
{
    /// <summary>A body of so many bytes, unpacked, is never refused: <see cref="LimitOptions.Concurrent"/> bounds these.</summary>
    public const long Small = 8 << 10;

    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);
    private readonly long _most = limits.Value.BodyBytesAtOnce;
    private long _held;

    /// <summary>Bytes in hand now.</summary>
    public long Held => Interlocked.Read(ref _held);

    /// <summary>What one request holds; given back when it is disposed.</summary>
    public sealed class Share(BodiesInHand all) : IDisposable
    {
        private long _bytes;

        /// <summary>Notes bytes that were read.</summary>
        /// <exception cref="UnavailableException">Others hold so many that there is no room for them.</exception>
        public void Add(int bytes)
        {
            _bytes += bytes;
            var held = Interlocked.Add(ref all._held, bytes);
            if (held > all._most && held > _bytes && _bytes > Small)
            {
                throw new UnavailableException("bodies", "as many bytes of bodies are in hand as the server takes.", s_again);
            }
        }

        /// <inheritdoc/>
        public void Dispose() => Interlocked.Add(ref all._held, -_bytes);
    }

    /// <summary>A body whose bytes are counted as they come.</summary>
    public sealed class Body(Stream body, Share share) : BodyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await body.ReadAsync(buffer, cancellationToken);
            share.Add(count);
            return count;
        }
    }
}

/// <summary>Places the count behind the unpacking of bodies.</summary>
internal static class BodyCount
{
    public static void UseBodyCount(this WebApplication app)
    {
        var bodies = app.Services.GetRequiredService<BodiesInHand>();
        app.Use(async (context, next) =>
        {
            var request = context.Request;
            if (request.ContentLength <= BodiesInHand.Small || context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            {
                await next(context);
                return;
            }

            var body = request.Body;
            using var share = new BodiesInHand.Share(bodies);
            await using var counted = new BodiesInHand.Body(body, share);
            request.Body = counted;
            try
            {
                await next(context);
            }
            finally
            {
                request.Body = body;
            }
        });
    }
}
