using System.Runtime.InteropServices;

namespace Mycelium.Engine.Tunnels;

/// <summary>A piece of memory of a gathering write; struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MemoryVector
{
    internal byte* Start;
    internal nint Length;
}
