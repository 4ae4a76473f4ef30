using Mycelium.Fuzzing.Targets;

namespace Mycelium.Fuzzing;

/// <summary>All targets, by name.</summary>
internal static class FuzzTargets
{
    // The first of the list.
    private const int FrameCount = 11;

    private static readonly (string Name, Func<IFuzzTarget> Create)[] All =
    [
        ("frame-cursor", () => new FrameCursorTarget()),
        ("control-body", () => new ControlBodyTarget()),
        ("control-frame", () => new ControlFrameTarget()),
        ("data-header", () => new DataHeaderTarget()),
        ("ipv6-header", () => new Ipv6HeaderTarget()),
        ("discovery-beacon", () => new DiscoveryBeaconTarget()),
        ("link-input", () => new LinkInputTarget()),
        ("opened-packet", () => new OpenedPacketTarget()),
        ("report", () => new ReportTarget()),
        ("host-packet", () => new HostPacketTarget()),
        ("sealed-packet", () => new SealedPacketTarget()),
        ("segmentation", () => new SegmentationTarget()),
        ("coalescing", () => new CoalescingTarget()),
        ("address-encoding", () => new AddressEncodingTarget()),
        ("router", () => new RouterTarget()),
        ("endpoint-text", () => new EndpointTextTarget()),
        ("identity-text", () => new IdentityTextTarget()),
        ("public-key", () => new PublicKeyTarget()),
        ("key-file", () => new KeyFileTarget()),
        ("protected-key", () => new ProtectedKeyTarget()),
        ("configuration", () => new ConfigurationTarget()),
    ];

    /// <summary>The names, in their order.</summary>
    internal static IEnumerable<string> Names => All.Select(item => item.Name);

    /// <summary>Those whose inputs are frames of a peer.</summary>
    internal static IEnumerable<string> FrameNames => All[..FrameCount].Select(item => item.Name);

    /// <summary>What makes the target of a name; null if there is none.</summary>
    internal static Func<IFuzzTarget>? Find(string name) => Array.Find(All, item => item.Name == name).Create;
}
