using System.Diagnostics;
using System.Globalization;
using System.Net;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Tunnels;

namespace Mycelium.Network.Tests.Harness;

/// <summary>
/// A link whose packets this process passes on late, or not at all: what the kernel's netem does, on machines that have no netem too, and
/// with a seed. Each end is an interface; the kernel's own TCP runs over it.
/// </summary>
internal sealed class SlowLink : IAsyncDisposable
{
    private const int Mtu = 1500;

    private readonly LinkImpairment _impairment;
    private readonly Random _random;
    private readonly LinuxTun _first;
    private readonly LinuxTun _second;
    private readonly PriorityQueue<(LinuxTun To, byte[] Packet), TimeSpan> _onTheWay = new();
    private readonly TunnelInput _input = new();
    private readonly byte[] _packet = GC.AllocateUninitializedArray<byte>(Mtu, pinned: true);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Thread _thread;
    private volatile bool _isEnding;

    private SlowLink(int number, LinuxTun first, LinuxTun second, LinkImpairment impairment)
    {
        FirstAddress6 = Address(number, 1);
        SecondAddress6 = Address(number, 2);
        _impairment = impairment;
        _random = new Random(impairment.Seed);
        _first = first;
        _second = second;
        _thread = new Thread(Run) { IsBackground = true, Name = "slow link" };
        _thread.Start();
    }

    /// <summary>IPv6 address of the first end.</summary>
    internal string FirstAddress6 { get; }

    /// <summary>IPv6 address of the second end.</summary>
    internal string SecondAddress6 { get; }

    /// <summary>Packets lost so far.</summary>
    internal long LostPackets { get; private set; }

    /// <summary>Packets passed on so far.</summary>
    internal long PassedPackets { get; private set; }

    internal static SlowLink Create(int number, LabNamespace first, LabNamespace second, LinkImpairment impairment)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"slow{number}");
        LinuxTun Open(LabNamespace place, int end) => place.Within(() => LinuxTun.Open(name, Mtu, Ipv6Address.From(IPAddress.Parse(Address(number, end))), useOffload: false));
        return new SlowLink(number, Open(first, 1), Open(second, 2), impairment);
    }

    public ValueTask DisposeAsync()
    {
        _isEnding = true;
        _thread.Join();
        _first.Dispose();
        _second.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Address(int number, int end) => string.Create(CultureInfo.InvariantCulture, $"fd77:{number}::{end}");

    // A millisecond is exact enough for delays of many.
    private void Run()
    {
        while (!_isEnding)
        {
            Take(_first, _second);
            Take(_second, _first);
            while (_onTheWay.TryPeek(out _, out TimeSpan due) && due <= _clock.Elapsed) { Deliver(); }

            Thread.Sleep(1);
        }
    }

    private void Take(LinuxTun from, LinuxTun to)
    {
        while (from.TryRead(_input))
        {
            while (_input.TryNext(out Span<byte> slot)) { Send(slot[TunnelInput.Headroom..], to); }
        }
    }

    private void Send(ReadOnlySpan<byte> packet, LinuxTun to)
    {
        if (_random.NextDouble() < _impairment.Loss)
        {
            LostPackets++;
            return;
        }

        PassedPackets++;
        TimeSpan delay = _impairment.Delay + (_impairment.Jitter * ((2 * _random.NextDouble()) - 1));
        _onTheWay.Enqueue((to, packet.ToArray()), _clock.Elapsed + delay);
    }

    private void Deliver()
    {
        (LinuxTun to, byte[] packet) = _onTheWay.Dequeue();
        packet.CopyTo(_packet, 0);
        to.Write(_packet.AsSpan(0, packet.Length));
        to.Flush();
    }
}
