using System.Runtime.InteropServices;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <summary>What the control loop tells the data thread. A struct, so no garbage; the fields that a kind does not use are empty.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LoopCommand(
    LoopCommandKind Kind, LinkId Link = default, ControlTlv Tlv = default, Subnet Subnet = default, object? Subject = null);
