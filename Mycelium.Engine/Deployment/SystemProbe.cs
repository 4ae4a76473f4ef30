using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Transports;
using NSec.Cryptography;

namespace Mycelium.Engine.Deployment;

/// <summary>Asks this machine.</summary>
internal sealed class SystemProbe : ISystemProbe
{
    // CAP_NET_ADMIN of capabilities(7).
    private const int NetworkAdministration = 12;

    public bool IsLinux => OperatingSystem.IsLinux();

    public bool CanAdministerNetwork => Environment.IsPrivilegedProcess || HasCapability(NetworkAdministration);

    public bool HasFastEncryption => Aes256Gcm.IsSupported;

    public bool HasIPv6 => Socket.OSSupportsIPv6;

    public IReadOnlyCollection<string> InterfaceNames => [.. NetworkInterface.GetAllNetworkInterfaces().Select(item => item.Name)];

    public bool Exists(string path) => File.Exists(path);

    public string? ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public string? TryListen(string endpoint)
    {
        if (!Endpoint.TryParse(endpoint, out Endpoint parsed, out string? error)) { return error; }

        if (parsed.Scheme != TransportScheme.Tcp || parsed.Address is not { } address) { return null; }

        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (address.AddressFamily == AddressFamily.InterNetworkV6) { socket.DualMode = true; }

            socket.Bind(new IPEndPoint(address, parsed.Port));
            socket.Listen();
            return null;
        }
        catch (SocketException exception)
        {
            return exception.Message;
        }
    }

    public string? TryReadKey(string path)
    {
        try
        {
            KeyFile.Load(path).Dispose();
            return null;
        }
        catch (MyceliumException exception)
        {
            return exception.Message;
        }
    }

    private bool HasCapability(int number)
    {
        string? line = ReadText("/proc/self/status")?.Split('\n').FirstOrDefault(text => text.StartsWith("CapEff:", StringComparison.Ordinal));
        return line is not null
            && ulong.TryParse(line["CapEff:".Length..].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong bits)
            && ((bits >> number) & 1) != 0;
    }
}
