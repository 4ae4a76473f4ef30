using Mycelium.Engine.Identity;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Transports;
using Xunit;

namespace Mycelium.Engine.Tests.Peering;

public sealed class PeeringServiceTests
{
    private static readonly Endpoint There = Endpoint.Memory("there");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_attempt_is_reported_however_the_transport_fails()
    {
        var events = new Events();
        await using PeeringService service = Service(new Transport(_ => throw new InvalidOperationException("broken")), events);

        service.BeginDial(There);

        Assert.Equal((There, "broken"), await events.Failure.WaitAsync(Limit));
    }

    [Fact]
    public async Task An_attempt_that_is_given_up_is_reported_and_may_end_at_any_moment()
    {
        for (int i = 0; i < 500; i++)
        {
            var events = new Events();
            var started = new TaskCompletionSource();
            await using PeeringService service = Service(new Transport(_ => started.Task), events);
            service.BeginDial(There);
            Task end = Task.Run(() => started.SetException(new IOException("refused")));

            service.CancelDial(There);

            await end;
            Assert.Equal((There, "refused"), await events.Failure.WaitAsync(Limit));
        }
    }

    [Fact]
    public async Task Disposal_ends_an_attempt_that_is_under_way()
    {
        var events = new Events();
        PeeringService service = Service(new Transport(token => Task.Delay(Timeout.Infinite, token)), events);
        service.BeginDial(There);

        await service.DisposeAsync().AsTask().WaitAsync(Limit);

        Assert.True(events.Failure.IsCompleted);
    }

    private static PeeringService Service(ITransport transport, Events events) =>
        new(new Dictionary<TransportScheme, ITransport> { [TransportScheme.Memory] = transport }, events, TimeProvider.System);

    private sealed class Transport(Func<CancellationToken, Task> dial) : ITransport
    {
        public async Task<ITransportLink> DialAsync(Endpoint endpoint, CancellationToken cancellationToken)
        {
            await dial(cancellationToken);
            throw new IOException("No attempt of these tests succeeds.");
        }

        public ITransportListener Listen(Endpoint endpoint) => throw new NotSupportedException();
    }

    private sealed class Events : IPeeringEvents
    {
        private readonly TaskCompletionSource<(Endpoint, string)> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task<(Endpoint Endpoint, string Reason)> Failure => _failure.Task;

        public void LinkAccepted(ITransportLink link) => link.Dispose();

        public void DialSucceeded(Endpoint endpoint, ITransportLink link) => link.Dispose();

        public void DialFailed(Endpoint endpoint, string reason) => _failure.TrySetResult((endpoint, reason));

        public void BeaconReceived(Endpoint endpoint, RouterId routerId)
        {
        }

        public void NetworkChanged()
        {
        }

        public void PeeringWarning(string message)
        {
        }
    }
}
