using System.Net.Sockets;
using System.Text;

namespace Mycelium.Engine.Deployment;

/// <summary>Tells systemd how a service stands. Source: sd_notify(3).</summary>
internal static class ServiceNotifier
{
    /// <summary>The nodes are up.</summary>
    internal const string Ready = "READY=1";

    /// <summary>The nodes are being stopped.</summary>
    internal const string Stopping = "STOPPING=1";

    private const string Variable = "NOTIFY_SOCKET";

    /// <summary>Sends a state; does nothing where nobody asked for it.</summary>
    internal static void Send(string state) => Send(state, Environment.GetEnvironmentVariable(Variable));

    /// <summary>Sends a state to a socket: a path, or a name that begins with an at sign.</summary>
    internal static void Send(string state, string? path)
    {
        if (path is not ['/' or '@', _, ..]) { return; }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path));
        }
        catch (SocketException)
        {
            // Who does not listen is not told. A manager that waits in vain ends the start itself, and says so.
        }
    }
}
