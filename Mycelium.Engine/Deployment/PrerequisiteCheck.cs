using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Tunnels;

namespace Mycelium.Engine.Deployment;

/// <summary>Checks whether this machine has what a node with given options needs; leaves nothing behind.</summary>
public static class PrerequisiteCheck
{
    private const string TunDevice = "/dev/net/tun";
    private const string IPv6Switch = "/proc/sys/net/ipv6/conf/all/disable_ipv6";
    private const string UseUserspace = "or use -Tunnel Userspace";

    /// <summary>Runs all checks that matter for the options.</summary>
    /// <returns>One result for each, in the order in which a start needs them.</returns>
    public static IReadOnlyList<Prerequisite> Run(NodeOptions options) => Run(options, new SystemProbe());

    /// <summary>Runs all checks against a machine of one's own.</summary>
    internal static IReadOnlyList<Prerequisite> Run(NodeOptions options, ISystemProbe system)
    {
        ArgumentNullException.ThrowIfNull(options);
        IEnumerable<Prerequisite> tunnel = options.Tunnel is TunnelMode.Tun or TunnelMode.Auto ? TunnelChecks(options, system) : [];
        return
        [
            CheckOptions(options),
            CheckKey(options, system),
            .. options.Listen.Select(endpoint => CheckListener(endpoint, system)),
            CheckDiscovery(options, system),
            CheckEncryption(system),
            .. tunnel,
        ];
    }

    private static Prerequisite CheckOptions(NodeOptions options)
    {
        try
        {
            options.Validate();
            return Passed("Options", "The options can work together.");
        }
        catch (MyceliumException exception)
        {
            return new Prerequisite("Options", PrerequisiteResult.Failed, exception.Message, exception.RecommendedAction);
        }
    }

    private static Prerequisite CheckKey(NodeOptions options, ISystemProbe system)
    {
        const string Name = "Identity";
        if (options.KeyVariable is { } variable)
        {
            return Environment.GetEnvironmentVariable(variable) is null
                ? Failed(Name, $"The environment variable '{variable}' is not set.", "Set it to the 64 hexadecimal digits of the key.")
                : Passed(Name, $"The environment variable '{variable}' is set.");
        }

        if (options.KeyPath is not { } path)
        {
            return Warning(Name, "The identity is not kept: each start has a new address.", "Name a key file with -KeyPath or keyFile.");
        }

        if (!system.Exists(path)) { return Passed(Name, $"The key file '{path}' will be made."); }

        return system.TryReadKey(path) is { } problem
            ? Failed(Name, problem, "Make the file readable for its owner only, or choose another one.")
            : Passed(Name, $"The key file '{path}' can be read.");
    }

    private static Prerequisite CheckListener(string endpoint, ISystemProbe system) => system.TryListen(endpoint) is { } problem
        ? Failed("Listener", $"{endpoint} can't be opened: {problem}", "Choose another address or port, or port 0 for any free one.")
        : Passed("Listener", $"{endpoint} can be opened.");

    private static Prerequisite CheckDiscovery(NodeOptions options, ISystemProbe system) => !options.Discovery
        ? Passed("Discovery", "Local discovery is off.")
        : system.HasIPv6
            ? Passed("Discovery", "Beacons can be sent over IPv6.")
            : Warning("Discovery", "The system has no IPv6: no peers are found on the local network.", "Turn IPv6 on, or name peers.");

    private static Prerequisite CheckEncryption(ISystemProbe system) => system.HasFastEncryption
        ? Passed("Encryption", "The processor encrypts AES-256-GCM by itself.")
        : Warning("Encryption", "The processor has no instructions for AES: packets take longer.", "Nothing needs to be done; expect a lower rate.");

    private static IEnumerable<Prerequisite> TunnelChecks(NodeOptions options, ISystemProbe system)
    {
        PrerequisiteResult missing = options.Tunnel == TunnelMode.Tun ? PrerequisiteResult.Failed : PrerequisiteResult.Warning;
        if (!system.IsLinux)
        {
            yield return new Prerequisite(
                "TunDevice", missing, "TUN interfaces can be made on Linux only, for now.", "Use -Tunnel Userspace on this system.");
            yield break;
        }

        yield return system.Exists(TunDevice)
            ? Passed("TunDevice", $"{TunDevice} is there.")
            : new Prerequisite(
                "TunDevice", missing, $"{TunDevice} is missing.", $"Load it with 'modprobe tun', hand it to the container with --device, {UseUserspace}.");
        yield return system.CanAdministerNetwork
            ? Passed("NetworkAdministration", "The process may make network interfaces.")
            : new Prerequisite(
                "NetworkAdministration", missing, "The process may not make network interfaces.", $"Run elevated, give it CAP_NET_ADMIN, {UseUserspace}.");
        yield return system.ReadText(IPv6Switch)?.Trim() == "1" || !system.HasIPv6
            ? new Prerequisite("IPv6", missing, "IPv6 is turned off.", $"Set net.ipv6.conf.all.disable_ipv6 to 0, {UseUserspace}.")
            : Passed("IPv6", "IPv6 is on.");
        yield return system.InterfaceNames.Contains(options.InterfaceName, StringComparer.Ordinal)
            ? new Prerequisite(
                "InterfaceName", missing, $"There is an interface '{options.InterfaceName}' already.", "Choose another -InterfaceName, or stop what has it.")
            : Passed("InterfaceName", $"The name '{options.InterfaceName}' is free.");
    }

    private static Prerequisite Passed(string name, string message) => new(name, PrerequisiteResult.Passed, message, string.Empty);

    private static Prerequisite Warning(string name, string message, string remedy) => new(name, PrerequisiteResult.Warning, message, remedy);

    private static Prerequisite Failed(string name, string message, string remedy) => new(name, PrerequisiteResult.Failed, message, remedy);
}
