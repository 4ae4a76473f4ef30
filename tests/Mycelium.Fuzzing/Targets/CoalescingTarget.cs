using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Mycelium.Engine.Tunnels;

namespace Mycelium.Fuzzing.Targets;

/// <summary>
/// Joining packets for the host, against a naive model. Input: 4 bytes seed of random flows; what follows is put over their bytes, from
/// the place that the first two of it say.
/// </summary>
internal sealed unsafe class CoalescingTarget : IFuzzTarget
{
    private readonly PacketCoalescer _coalescer = new();
    private readonly byte[] _memory = GC.AllocateUninitializedArray<byte>(1 << 20, pinned: true);

    public string Name => "coalescing";

    public int MaximumLength => 64;

    public IEnumerable<byte[]> Seeds() => Enumerable.Range(0, 64).Select(number => new byte[] { 0, 0, 0, (byte)number });

    public void Run(ReadOnlySpan<byte> input)
    {
        var reader = new InputReader(input);
        Span<byte> seed = stackalloc byte[sizeof(int)];
        reader.Fill(seed);
        List<byte[]> packets = new RandomFlows(BinaryPrimitives.ReadInt32BigEndian(seed)).Make();
        ushort place = reader.UInt16();
        Overwrite(packets[place % packets.Count], place, reader.Rest);

        List<NaiveRun> made = Runs(packets, out List<List<byte[]>> batches);

        List<NaiveRun> expected = [.. batches.SelectMany(NaiveRun.Join)];
        Property.Require(made.Count == expected.Count, $"{made.Count} runs instead of {expected.Count}.");
        for (int i = 0; i < made.Count; i++)
        {
            bool isSame = MemoryMarshal.AsBytes([made[i].Header]).SequenceEqual(MemoryMarshal.AsBytes([expected[i].Header]))
                && made[i].Bytes.AsSpan().SequenceEqual(expected[i].Bytes);
            Property.Require(isSame, $"Run {i} is not that of the model.");
        }

        RequireSamePackets(packets, [.. made.SelectMany(run => run.Cut())]);
    }

    // What the host sees of each flow is what was sent, in order. Others have no order among each other.
    private static void RequireSamePackets(List<byte[]> sent, List<byte[]> seen)
    {
        Property.Require(sent.Count == seen.Count, $"{sent.Count} packets become {seen.Count}.");
        ILookup<string?, byte[]> bySent = sent.ToLookup(NaiveRun.FlowOf);
        ILookup<string?, byte[]> bySeen = seen.ToLookup(NaiveRun.FlowOf);
        foreach (IGrouping<string?, byte[]> flow in bySent)
        {
            bool isSame = flow.Zip(bySeen[flow.Key]).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
            Property.Require(isSame && flow.Count() == bySeen[flow.Key].Count(), $"Flow {flow.Key} is not what it was.");
        }
    }

    private static void Overwrite(byte[] packet, ushort place, ReadOnlySpan<byte> bytes)
    {
        Span<byte> target = packet.AsSpan(40 + (place % Math.Max(1, packet.Length - 40)));
        bytes[..Math.Min(bytes.Length, target.Length)].CopyTo(target);
    }

    // It is written when it is full, and at the end.
    private List<NaiveRun> Runs(List<byte[]> packets, out List<List<byte[]>> batches)
    {
        var runs = new List<NaiveRun>();
        batches = [[]];
        int used = 0;
        foreach (byte[] packet in packets)
        {
            if (_coalescer.IsFull)
            {
                Property.Require(batches[^1].Count >= PacketCoalescer.MaximumRuns, "It is full too early.");
                batches.Add([]);
                Take(runs);
            }

            packet.CopyTo(_memory, used);
            _coalescer.Add(_memory.AsSpan(used, packet.Length));
            used += packet.Length;
            batches[^1].Add(packet);
        }

        Take(runs);
        return runs;
    }

    private void Take(List<NaiveRun> runs)
    {
        for (int i = 0; i < _coalescer.Count; i++)
        {
            var bytes = new List<byte>();
            foreach (MemoryVector piece in _coalescer[i].Complete()) { bytes.AddRange(new ReadOnlySpan<byte>(piece.Start, (int)piece.Length)); }

            byte[] all = [.. bytes];
            runs.Add(new NaiveRun(MemoryMarshal.Read<VirtioHeader>(all), all[VirtioHeader.Size..]));
        }

        _coalescer.Clear();
    }
}
