using System.IO.Compression;
using Foresale.Server.Faults;
using Foresale.Server.Settings;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Limits;

/// <summary>Unpacks gzip bodies up to a size of their own: ten kilobytes of gzip can hold ten megabytes.</summary>
internal static class GzipRequests
{
    public static void UseGzipRequests(this WebApplication app)
    {
        var limit = app.Services.GetRequiredService<IOptions<LimitOptions>>().Value.DecompressedBytes;
        app.Use(async (context, next) =>
        {
            var request = context.Request;
            var encoding = request.Headers.ContentEncoding.ToString();
            if (encoding is "" || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            {
                await next(context);
                return;
            }

            if (!encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase))
            {
                context.Response.Headers.AcceptEncoding = "gzip"; // RFC 7694
                throw new RequestFaultException("content-encoding", "the body is packed in a way that the server does not read.", "Use gzip, or send it unpacked.", StatusCodes.Status415UnsupportedMediaType);
            }

            var packed = request.Body;
            await using var unpacked = new UnpackedBody(new GZipStream(packed, CompressionMode.Decompress), limit);
            request.Headers.Remove("Content-Encoding");
            request.ContentLength = null;
            request.Body = unpacked;
            try
            {
                await next(context);
            }
            finally
            {
                request.Body = packed;
            }
        });
    }

    /// <summary>A body that counts what comes out of it.</summary>
    private sealed class UnpackedBody(Stream gzip, long limit) : BodyStream
    {
        private long _read;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                var count = await gzip.ReadAsync(buffer, cancellationToken);
                _read += count;
                return _read <= limit ? count : throw new RequestFaultException("body", $"unpacked it is larger than {limit} bytes.", "Send it in smaller parts.", StatusCodes.Status413PayloadTooLarge);
            }
            catch (InvalidDataException)
            {
                throw new RequestFaultException("body", "this is no gzip, or it is damaged.", "Pack it again, or leave Content-Encoding out.");
            }
        }

        public override async ValueTask DisposeAsync()
        {
            await gzip.DisposeAsync();
            await base.DisposeAsync();
        }
    }
}
