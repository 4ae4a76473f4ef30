namespace Mycelium.Engine.Tests.Routing;

/// <summary>One happening in a random run, and the time that passes after it. The numbers are taken modulo what there is.</summary>
internal sealed record VirtualFault(VirtualFaultKind Kind, int First, int Second, TimeSpan Pause)
{
    internal void Apply(VirtualNetwork network)
    {
        int node = First % network.Nodes.Count;
        VirtualEdge edge = network.Edges[First % network.Edges.Count];
        switch (Kind)
        {
            case VirtualFaultKind.Cut: network.Cut(edge); break;
            case VirtualFaultKind.Silence: VirtualNetwork.Silence(edge); break;
            case VirtualFaultKind.Stall: network.Stall(edge, TimeSpan.FromMilliseconds(100 * Second)); break;
            case VirtualFaultKind.Connect: network.Connect(edge); break;
            case VirtualFaultKind.Restart: network.Restart(node); break;
            default: network.Need(node, Second % network.Nodes.Count); break;
        }

        network.Run(Pause);
    }
}
