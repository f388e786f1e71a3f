using System.Net;
using System.Net.Sockets;

namespace Foresale.Cli;

/// <summary>A port to serve on that nobody else can take between the look for it and the first request: a model that is read meanwhile lasts seconds.</summary>
internal static class LoopbackPort
{
    /// <summary>A socket that listens on a port of the loopback.</summary>
    /// <param name="wanted">The port; where it is taken, any that is free.</param>
    public static Socket Take(int wanted)
    {
        try
        {
            return Listen(wanted);
        }
        catch (SocketException)
        {
            return Listen(0);
        }
    }

    private static Socket Listen(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen(); // one that is bound and does not listen keeps nobody out on Linux
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
