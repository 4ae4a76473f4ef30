using Mycelium.Benchmarks.Network;
using Mycelium.Benchmarks.Network.Overlays;
using Mycelium.Benchmarks.Network.Traffic;
using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Benchmarks;

public class OutputParsingTests
{
    [Fact]
    public void A_report_of_iperf3_gives_what_arrived_on_all_streams()
    {
        const string Report = """
            { "start": {}, "end": {
              "streams": [ { "receiver": { "bytes": 1, "bits_per_second": 2 } } ],
              "sum_sent": { "bytes": 1200, "bits_per_second": 9700.5 },
              "sum_received": { "start": 0, "end": 1.0, "bytes": 1000, "bits_per_second": 8000.25 } } }
            """;

        Assert.Equal(new StreamReport(1000, 8000.25), StreamReport.Parse(Report));
    }

    [Theory]
    [InlineData("")]
    [InlineData("iperf3: error - unable to connect")]
    [InlineData("""{ "start": {}, "end": {}, "error": "unable to connect to server" }""")]
    [InlineData("""{ "end": {} }""")]
    [InlineData("""{ "end": { "sum_received": { "bytes": "many" } } }""")]
    public void What_is_not_a_report_of_iperf3_is_an_error(string text)
    {
        Assert.Throws<FormatException>(() => StreamReport.Parse(text));
    }

    [Fact]
    public void A_lost_ping_counts_as_the_time_it_was_waited_for()
    {
        const string Output = """
            64 bytes from fd77:1::2: icmp_seq=1 ttl=64 time=0.300 ms
            64 bytes from fd77:1::2: icmp_seq=2 ttl=64 time=0.100 ms
            64 bytes from fd77:1::2: icmp_seq=4 ttl=64 time=12 ms

            4 packets transmitted, 3 received, 25% packet loss, time 60ms
            """;

        PingTimes times = PingTimes.From(KernelPing.Parse(Output));

        Assert.Equal(new PingTimes(0.3, 2000), times);
    }

    [Fact]
    public void Pings_without_any_answer_are_an_error()
    {
        KernelPing ping = KernelPing.Parse("2 packets transmitted, 0 received, 100% packet loss, time 60ms");

        Assert.Throws<InvalidOperationException>(() => PingTimes.From(ping));
    }

    [Fact]
    public void Processor_time_is_found_behind_any_name()
    {
        const string Stat = "42 (a) b) c) S 1 42 42 0 -1 4194560 100 200 0 0 1234 66 5 6 20 0 9 0 100 200 300";

        Assert.Equal(13.0, ProcessUsage.ParseProcessorSeconds(Stat));
    }

    [Fact]
    public void Resident_memory_is_in_megabytes()
    {
        Assert.Equal(1.024, ProcessUsage.ParseResidentMegabytes("Name:\tx\nVmHWM:\t  9000 kB\nVmRSS:\t    1000 kB\nThreads:\t1\n"), 6);
    }

    [Fact]
    public void An_adapter_names_its_daemons_and_its_address()
    {
        Assert.Equal([12, 345], AdapterOverlay.ParseProcesses("starting\npid 12\n  pid 345 \npid\npidgin 5\n"));
        Assert.Equal("fd98::1", AdapterOverlay.ParseAddress(" fd98::1\n"));
        Assert.Equal("10.0.0.1", AdapterOverlay.ParseAddress("10.0.0.1"));
        Assert.Null(AdapterOverlay.ParseAddress(""));
        Assert.Null(AdapterOverlay.ParseAddress("soon"));
    }
}
