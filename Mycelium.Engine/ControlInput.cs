using System.Runtime.InteropServices;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine;

/// <summary>What the data thread hands to the control loop in numbers: a TLV, or the need for a route. A struct, so no garbage.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ControlInput(LinkId Link, ControlTlv Tlv, Ipv6Address Address, RouteNeed Need)
{
    /// <summary>Whether this is a TLV; otherwise a route is needed.</summary>
    internal bool IsTlv => Link != LinkId.None;

    internal static ControlInput Received(LinkId link, in ControlTlv tlv) => new(link, tlv, default, default);

    internal static ControlInput Needed(Ipv6Address address, RouteNeed need) => new(LinkId.None, default, address, need);
}
