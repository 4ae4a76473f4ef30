using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <summary>An echo request under way.</summary>
/// <param name="Destination">Overlay address.</param>
/// <param name="Sequence">Number for the result.</param>
/// <param name="PayloadLength">Bytes behind the ICMPv6 echo header, 16 or more.</param>
/// <param name="HopLimit">1 to 255.</param>
/// <param name="Timeout">How long to wait.</param>
internal sealed record EchoRequest(Ipv6Address Destination, int Sequence, int PayloadLength, byte HopLimit, TimeSpan Timeout)
{
    private readonly TaskCompletionSource<EchoResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Name of the node that asks, for the result.</summary>
    internal string Node { get; init; } = string.Empty;

    /// <summary>The link that it takes, whatever the routes say; none: the link of all own packets.</summary>
    internal LinkId Via { get; init; }

    /// <summary>Called when the reply comes, on the data thread; it returns at once.</summary>
    internal Action? Answered { get; init; }

    internal Task<EchoResult> Result => _completion.Task;

    internal void Complete(EchoStatus status, TimeSpan? roundTripTime = null, int? hopLimit = null, Ipv6Address? responder = null)
    {
        var result = new EchoResult(Destination.ToIPAddress(), Sequence, status, roundTripTime, hopLimit, responder?.ToIPAddress())
        {
            Node = Node,
        };
        if (_completion.TrySetResult(result) && status == EchoStatus.Success) { Answered?.Invoke(); }
    }
}
