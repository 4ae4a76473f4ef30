using System.Collections;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Mycelium.Engine.Configuration;

namespace Mycelium.PowerShell.Completion;

/// <summary>Completes endpoints to listen on: all addresses, loopback, and those of this machine.</summary>
public sealed class ListenEndpointCompleter : StaticCompleter
{
    private protected override IEnumerable<CompletionItem> Items(IDictionary parameters) =>
    [
        Item("[::]", NodeOptions.DefaultPort, "all addresses, IPv6 and IPv4"),
        Item("0.0.0.0", NodeOptions.DefaultPort, "all IPv4 addresses"),
        Item("127.0.0.1", 0, "this machine only, any free port"),
        .. OfInterfaces(),
    ];

    private static IEnumerable<CompletionItem> OfInterfaces() =>
        from adapter in NetworkInterface.GetAllNetworkInterfaces()
        where adapter.OperationalStatus == OperationalStatus.Up && adapter.NetworkInterfaceType != NetworkInterfaceType.Loopback
        from unicast in adapter.GetIPProperties().UnicastAddresses
        where !unicast.Address.IsIPv6LinkLocal
        select Item(Host(unicast.Address), NodeOptions.DefaultPort, $"address of {adapter.Name}");

    private static string Host(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

    private static CompletionItem Item(string host, int port, string toolTip) => new(FormattableString.Invariant($"tcp://{host}:{port}"), toolTip);
}
