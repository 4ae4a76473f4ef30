using System.Globalization;

namespace Mycelium.Network.Tests.Harness;

/// <summary>A cable between two namespaces, through a bridge in the lab's fabric that can drop everything.</summary>
/// <param name="number">Number within the lab, from 1; part of names and addresses.</param>
/// <param name="fabric">Where the bridge is.</param>
/// <param name="first">Namespace of the first end.</param>
/// <param name="second">Namespace of the second end.</param>
internal sealed class LabLink(int number, LabNamespace fabric, LabNamespace first, LabNamespace second)
{
    private readonly string _bridge = Text($"bridge{number}");

    /// <summary>Name of the interface, the same at both ends.</summary>
    internal string InterfaceName { get; } = Text($"net{number}");

    /// <summary>IPv4 address of the first end.</summary>
    internal string FirstAddress { get; } = Text($"10.77.{number}.1");

    /// <summary>IPv4 address of the second end.</summary>
    internal string SecondAddress { get; } = Text($"10.77.{number}.2");

    /// <summary>IPv6 address of the first end.</summary>
    internal string FirstAddress6 { get; } = Text($"fd77:{number}::1");

    /// <summary>IPv6 address of the second end.</summary>
    internal string SecondAddress6 { get; } = Text($"fd77:{number}::2");

    internal async Task CreateAsync()
    {
        await fabric.IpAsync("link", "add", "name", _bridge, "type", "bridge", "mcast_snooping", "0");
        await fabric.IpAsync("link", "set", _bridge, "up");
        (string near, string far) = await CreateDetachedAsync();
        await fabric.IpAsync("link", "set", near, "master", _bridge);
        await fabric.IpAsync("link", "set", far, "master", _bridge);
    }

    /// <summary>Makes the ends, whose other sides are in the fabric and lead nowhere; returns the names there.</summary>
    internal async Task<(string Near, string Far)> CreateDetachedAsync()
    {
        (string near, string far) = (Text($"a{number}"), Text($"b{number}"));
        await PlugInAsync(first, near, FirstAddress, FirstAddress6);
        await PlugInAsync(second, far, SecondAddress, SecondAddress6);
        return (near, far);
    }

    internal async Task CreateDirectlyAsync()
    {
        await first.IpAsync(
            "link", "add", "name", InterfaceName, "type", "veth", "peer", "name", InterfaceName, "netns", second.SystemName);
        await SetUpAsync(first, InterfaceName, FirstAddress, FirstAddress6);
        await SetUpAsync(second, InterfaceName, SecondAddress, SecondAddress6);
    }

    /// <summary>Drops every frame from now on. Both ends still see a working interface, as behind a broken switch.</summary>
    internal Task CutAsync() => fabric.IpAsync("link", "set", Text($"a{number}"), "nomaster");

    /// <summary>Undoes <see cref="CutAsync"/>.</summary>
    internal Task MendAsync() => fabric.IpAsync("link", "set", Text($"a{number}"), "master", _bridge);

    /// <summary>Takes the interface of the first end down, as an administrator does.</summary>
    internal Task TakeDownAsync() => first.IpAsync("link", "set", InterfaceName, "down");

    /// <summary>Takes the interface up again, with its IPv6 address, which the kernel dropped.</summary>
    internal async Task TakeUpAsync()
    {
        await first.IpAsync("link", "set", InterfaceName, "up");
        await first.IpAsync("-6", "address", "replace", $"{FirstAddress6}/64", "dev", InterfaceName, "nodad");
    }

    private async Task PlugInAsync(LabNamespace end, string port, string address, string address6)
    {
        await fabric.IpAsync("link", "add", "name", port, "type", "veth", "peer", "name", InterfaceName, "netns", end.SystemName);
        await fabric.IpAsync("link", "set", port, "up");
        await SetUpAsync(end, InterfaceName, address, address6);
    }

    private static async Task SetUpAsync(LabNamespace end, string interfaceName, string address, string address6)
    {
        await end.IpAsync("link", "set", interfaceName, "up");
        await end.IpAsync("address", "add", $"{address}/24", "dev", interfaceName);
        await end.IpAsync("-6", "address", "add", $"{address6}/64", "dev", interfaceName, "nodad");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
