using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Foresale.Benchmarks;

/// <summary>One kept connection that sends prepared bytes and waits for the answer: a generator that takes little of the cores that it shares with the server.</summary>
internal sealed class HttpLine : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[1 << 16];

    public HttpLine(Uri server) => _socket.Connect(server.Host, server.Port);

    /// <summary>The bytes of a request.</summary>
    public static byte[] Request(string method, string path, string key, string? body = null) => Request(method, path, key, body is null ? null : Encoding.UTF8.GetBytes(body), "application/x-ndjson");

    /// <summary>The bytes of a request of a type and, where one is named, an encoding.</summary>
    public static byte[] Request(string method, string path, string key, byte[]? body, string type, string? encoding = null)
    {
        var packed = encoding is null ? "" : $"Content-Encoding: {encoding}\r\n";
        var head = string.Create(CultureInfo.InvariantCulture, $"{method} {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {key}\r\n{(body is null ? "" : $"Content-Type: {type}\r\n{packed}Content-Length: {body.Length}\r\n")}\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body ?? []];
    }

    /// <summary>Sends a request and reads its answer to the end.</summary>
    /// <returns>Status, and the answer's bytes until the next call.</returns>
    public (int Status, ReadOnlyMemory<byte> Body) Send(ReadOnlySpan<byte> request)
    {
        for (var sent = 0; sent < request.Length;)
        {
            sent += _socket.Send(request[sent..]);
        }

        var (count, head) = (0, -1);
        while (true)
        {
            var read = _socket.Receive(_buffer.AsSpan(count));
            if (read == 0)
            {
                throw new IOException("The server closed the connection.");
            }

            count += read;
            var bytes = _buffer.AsSpan(0, count);
            head = head < 0 ? bytes.IndexOf("\r\n\r\n"u8) : head;
            if (head >= 0 && IsWhole(bytes[..head], bytes[(head + 4)..]))
            {
                var status = int.Parse(Encoding.ASCII.GetString(bytes.Slice(9, 3)), CultureInfo.InvariantCulture);
                return (status, _buffer.AsMemory(head + 4, count - head - 4));
            }
        }
    }

    /// <summary>Sends half of a request and is gone: the line is of no use after it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isReset">True for a reset, as of a page that is closed; false for an orderly end.</param>
    public void HangUp(ReadOnlySpan<byte> request, bool isReset)
    {
        _socket.Send(request[..(request.Length / 2)]);
        if (isReset)
        {
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        Dispose();
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var length = head.IndexOf("\r\nContent-Length: "u8);
        if (length < 0)
        {
            return head.StartsWith("HTTP/1.1 204"u8) || body.EndsWith("0\r\n\r\n"u8); // nothing, or chunked
        }

        var text = head[(length + 18)..];
        var end = text.IndexOf((byte)'\r');
        return body.Length >= int.Parse(Encoding.ASCII.GetString(end < 0 ? text : text[..end]), CultureInfo.InvariantCulture);
    }
}
