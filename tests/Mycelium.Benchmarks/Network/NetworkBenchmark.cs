using System.Runtime.InteropServices;
using Mycelium.Benchmarks.Network.Overlays;
using Mycelium.Benchmarks.Network.Results;
using Mycelium.Benchmarks.Network.Traffic;
using Mycelium.Network.Tests.Harness;

namespace Mycelium.Benchmarks.Network;

/// <summary>
/// Compares ways between namespaces of this machine. The candidates take turns, so that what else happens on the machine hits
/// all of them; ratios hold for one run, absolute figures for one machine.
/// </summary>
internal sealed class NetworkBenchmark : IAsyncDisposable
{
    private const int Interrupted = 130;

    // Round trip 20 ms.
    private static readonly TimeSpan ShapedDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(4);

    private readonly NetworkBenchmarkOptions _options;
    private readonly TextWriter _messages;
    private readonly FigureBook _book;
    private readonly List<CandidateNetwork> _networks = [];
    private volatile bool _isAborted;

    private NetworkBenchmark(NetworkBenchmarkOptions options, TextWriter messages)
    {
        _options = options;
        _messages = messages;
        _book = new FigureBook(options.Baseline);
    }

    /// <summary>Measures, and takes everything down again, also when the program is interrupted.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(TextWriter output, TextWriter messages, NetworkBenchmarkOptions options)
    {
        if (Requirements.Missing is { } missing)
        {
            await messages.WriteLineAsync(missing);
            return 1;
        }

        var interruption = new TaskCompletionSource();
        void Interrupt(PosixSignalContext context)
        {
            context.Cancel = true;
            interruption.TrySetResult();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        await using var benchmark = new NetworkBenchmark(options, messages);
        Task run = benchmark.RunAsync();
        bool isComplete = await Task.WhenAny(run, interruption.Task) == run;
        if (isComplete) { await run; } else { await benchmark.AbortAsync(run); }

        await benchmark.ReportAsync(output);
        return isComplete ? 0 : Interrupted;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (CandidateNetwork network in _networks.ToArray()) { await network.DisposeAsync(); }
    }

    // Without its networks, what is being measured fails at once.
    private async Task AbortAsync(Task run)
    {
        _isAborted = true;
        await DisposeAsync();
        await Task.WhenAny(run, Task.Delay(StartPatience));
        await DisposeAsync();
    }

    private async Task RunAsync()
    {
        List<BenchmarkStep> steps = await StepsAsync();
        foreach (Candidate candidate in steps.SelectMany(step => step.Candidates).Distinct()) { await WarmUpAsync(candidate); }

        for (int round = 0; round < _options.Rounds; round++)
        {
            foreach (BenchmarkStep step in steps.Where(step => round < step.MostRounds && !_isAborted)) { await RunAsync(step, round); }
        }
    }

    // What is compiled while it runs is measured when that is over. Who can't be reached is found out by the first step.
    private async Task WarmUpAsync(Candidate candidate)
    {
        try
        {
            await candidate.WaitUntilReachableAsync(StartPatience);
            await TcpStreams.RunAsync(candidate, 1, WarmUpTime);
        }
#pragma warning disable CA1031 // Whatever it is, the other candidates go on.
        catch (Exception) when (!_isAborted)
#pragma warning restore CA1031
        {
            await _messages.WriteLineAsync($"{candidate.Name} does not warm up.");
        }
    }

    private async Task RunAsync(BenchmarkStep step, int round)
    {
        await _messages.WriteLineAsync($"round {round + 1} of {Math.Min(step.MostRounds, _options.Rounds)}: {step.Group}");
        foreach (Candidate candidate in step.Candidates)
        {
            if (_isAborted) { return; }

            try
            {
                await candidate.WaitUntilReachableAsync(StartPatience);
                foreach (Reading reading in await step.MeasureAsync(candidate)) { _book.Add(round, candidate.Name, reading); }
            }
#pragma warning disable CA1031 // Whatever it is, the other candidates go on.
            catch (Exception exception) when (!_isAborted)
#pragma warning restore CA1031
            {
                await _messages.WriteLineAsync($"{step.Group} of {candidate.Name} in round {round + 1} is left out: {exception.Message}");
            }
        }

        if (FigureName.IsShaped(step.Group))
        {
            _book.AddShares(round, step.Group, FigureName.Share(step.Group), VethOverlay.OverlayName);
        }
    }

    private async Task<List<BenchmarkStep>> StepsAsync()
    {
        IOverlay[] overlays = Overlays();
        List<BenchmarkStep> steps = [];
        TimeSpan time = _options.StreamTime;
        List<Candidate> pairs = await StartAsync(FigureName.Pairs, overlays, () => CandidateNetwork.CreateAsync(2));
        List<Candidate> lines = await StartAsync(
            [FigureName.Line], overlays.Where(overlay => overlay.CanFormLines), () => CandidateNetwork.CreateAsync(3));
        List<Candidate> slow = await StartAsync([FigureName.Shaped10], overlays, () => CandidateNetwork.CreateDelayedAsync(ShapedDelay));

        void Add(
            string group, List<Candidate> candidates, Func<Candidate, Task<IReadOnlyList<Reading>>> measure, int mostRounds = int.MaxValue)
        {
            if (_options.Includes(group)) { steps.Add(new BenchmarkStep(group, candidates, measure, mostRounds)); }
        }

        Add(FigureName.Ping, pairs, Measurements.PingAsync);
        string oneStream = _options.Includes(FigureName.OneStream) ? FigureName.OneStream : FigureName.ProcessorTime;
        Add(oneStream, pairs, way => Measurements.OneStreamAsync(way, time));
        Add(FigureName.FourStreams, pairs, way => Measurements.FourStreamsAsync(way, time));
        Add(FigureName.LosslessUdp, pairs, Measurements.LosslessAsync);
        Add(FigureName.SmallFlood, pairs, way => Measurements.FloodAsync(way, FigureName.SmallFlood, Measurements.SmallDatagram));
        Add(FigureName.LargeFlood, pairs, way => Measurements.FloodAsync(way, FigureName.LargeFlood, Measurements.LargeDatagram));
        Add(FigureName.PingUnderLoad, pairs, Measurements.PingUnderLoadAsync);
        Add(FigureName.Line, lines, way => Measurements.LineAsync(way, time));
        Add(FigureName.Shaped100, pairs, way => Measurements.ShapedAsync(way, FigureName.Shaped100, "100mbit", "32k"));

        // What the kernel's offload sends as one is cut up unless it fits into the burst, which would be 26 ms at 32k.
        Add(FigureName.Shaped10, slow, way => Measurements.ShapedAsync(way, FigureName.Shaped10, "10mbit", "4k"));
        Add(FigureName.Memory, pairs, Measurements.MemoryAsync, mostRounds: 1);
        return steps;
    }

    private IOverlay[] Overlays() =>
    [
        .. _options.Candidates.Select<string, IOverlay>(name => name switch
        {
            VethOverlay.OverlayName => new VethOverlay(),
            HostOverlay.OverlayName => new HostOverlay(),
            WireGuardOverlay.OverlayName => new WireGuardOverlay(),
            _ => new YggdrasilOverlay(),
        }),
        .. _options.Adapters.Select(file => new AdapterOverlay(file)),
    ];

    // One that does not come up is reported and left out.
    private async Task<List<Candidate>> StartAsync(
        IReadOnlyList<string> groups, IEnumerable<IOverlay> overlays, Func<Task<CandidateNetwork>> create)
    {
        List<Candidate> candidates = [];
        if (!groups.Any(_options.Includes)) { return candidates; }

        foreach (IOverlay overlay in overlays)
        {
            if (_isAborted) { break; }

            CandidateNetwork network = await create();
            _networks.Add(network);
            try
            {
                OverlayStart start = await overlay.StartAsync(network);
                var candidate = new Candidate(overlay.Name, network, start.Address, start.ProcessIds);
                await candidate.WaitUntilReachableAsync(StartPatience);
                candidates.Add(candidate);
            }
#pragma warning disable CA1031 // Whatever it is, the other candidates go on.
            catch (Exception exception) when (!_isAborted)
#pragma warning restore CA1031
            {
                await _messages.WriteLineAsync($"{overlay.Name} is left out of {string.Join(", ", groups)}: {exception.Message}");
            }
        }

        return candidates;
    }

    private async Task ReportAsync(TextWriter output)
    {
        IReadOnlyList<FigureResult> results = _book.Results();
        await output.WriteLineAsync(
            $"{Environment.ProcessorCount} processors, {_options.Rounds} rounds, streams of {_options.StreamTime.TotalSeconds:0} s; "
            + $"median (lowest-highest), ratio to {_options.Baseline}.");
        await output.WriteLineAsync();
        await output.WriteLineAsync(FigureTable.Format(results));
        if (_options.JsonFile is { } file) { await File.AppendAllLinesAsync(file, results.Select(result => result.ToJson())); }
    }
}
