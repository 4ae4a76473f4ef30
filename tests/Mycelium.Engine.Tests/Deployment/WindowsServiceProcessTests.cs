using System.Runtime.InteropServices;
using Mycelium.Engine.Deployment;
using Xunit;

namespace Mycelium.Engine.Tests.Deployment;

public sealed class WindowsServiceProcessTests
{
    [Fact]
    public void A_process_that_somebody_else_started_does_nothing()
    {
        var control = new Control { IsService = false };

        Assert.Null(new WindowsServiceProcess(control).Run((_, _, _) => throw new InvalidOperationException("It was run.")));
        Assert.Empty(control.Reports);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void A_service_says_how_it_stands_and_stops_when_asked(int request)
    {
        var control = new Control();

        int? exitCode = new WindowsServiceProcess(control).Run((name, ready, stop) =>
        {
            Assert.Equal("edge", name);
            ready();
            control.Send!(4);
            Assert.False(stop.IsCancellationRequested);
            control.Send!(request);
            Assert.True(stop.IsCancellationRequested);
            return 0;
        });

        Assert.Equal(0, exitCode);
        Assert.Equal(
            [
                new ServiceStatus(ServiceStatus.StartPending, waitHint: TimeSpan.FromSeconds(60)),
                new ServiceStatus(ServiceStatus.Running),
                new ServiceStatus(ServiceStatus.StopPending, waitHint: TimeSpan.FromSeconds(15)),
                new ServiceStatus(ServiceStatus.Stopped),
            ],
            control.Reports);
    }

    [Fact]
    public void An_exit_code_is_reported_as_one_of_the_service_itself()
    {
        var control = new Control();

        Assert.Equal(78, new WindowsServiceProcess(control).Run((_, _, _) => 78));

        Assert.Equal([0x10, ServiceStatus.Stopped, 0, 1066, 78, 0, 0], Fields(control.Reports[^1]));
    }

    [Fact]
    public void A_service_that_throws_is_reported_as_stopped_with_an_error()
    {
        var control = new Control();

        Assert.Throws<InvalidOperationException>(
            () => new WindowsServiceProcess(control).Run((_, _, _) => throw new InvalidOperationException("It failed.")));

        Assert.Equal([0x10, ServiceStatus.Stopped, 0, 1066, 1, 0, 0], Fields(control.Reports[^1]));
    }

    // winsvc.h: seven words of 32 bits.
    [Fact]
    public void The_status_is_laid_out_as_Windows_reads_it()
    {
        Assert.Equal([0x10, 4, 0x5, 0, 0, 0, 0], Fields(new ServiceStatus(ServiceStatus.Running)));
        Assert.Equal([0x10, 2, 0, 0, 0, 1, 60000], Fields(new ServiceStatus(ServiceStatus.StartPending, waitHint: TimeSpan.FromSeconds(60))));
    }

    private static int[] Fields(ServiceStatus status) => MemoryMarshal.Cast<ServiceStatus, int>(new[] { status }).ToArray();

    private sealed class Control : IServiceControl
    {
        internal bool IsService { get; init; } = true;

        internal List<ServiceStatus> Reports { get; } = [];

        internal Action<int>? Send { get; private set; }

        public bool Dispatch(Action<string> main, Action<int> control)
        {
            Send = control;
            if (IsService) { main("edge"); }

            return IsService;
        }

        public void Report(ServiceStatus status) => Reports.Add(status);
    }
}
