using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>One step of a random run, with the text that a failure shows.</summary>
internal sealed record RouterStep(string Text, Action<RouterHarness> Run)
{
    internal static RouterStep Receive(string peer, ControlTlv tlv) => new($"{peer}: {tlv}", harness => harness.Receive(peer, tlv));

    internal static RouterStep Need(Ipv6Address address, RouteNeed need) =>
        new($"need {address} {need}", harness => harness.Need(address, need));

    internal static RouterStep Wait(double seconds) => new($"wait {seconds} s", harness => harness.Advance(seconds));

    /// <summary>Takes a link down, or brings it up again as a new link.</summary>
    internal static RouterStep Toggle(string peer) => new($"toggle {peer}", harness =>
    {
        if (harness.IsUp(peer))
        {
            harness.Down(peer);
        }
        else
        {
            harness.Up(peer);
        }
    });

    internal static RouterStep Cost(string peer, int cost) => new($"cost {peer} {cost}", harness =>
    {
        if (harness.IsUp(peer)) { harness.SetSmoothedCost(peer, cost); }
    });
}
