using System.Net;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Peering;

/// <summary>What was heard of the other end of a probe. Holds no more than one frame. One owner.</summary>
internal sealed class ProbeConversation
{
    private readonly byte[] _buffer = new byte[FrameCursor.MaximumFrameSize];
    private int _length;

    internal TimeSpan? ConnectTime { get; set; }

    internal IPEndPoint? RemoteEndPoint { get; set; }

    internal List<TimeSpan> RoundTripTimes { get; } = [];

    /// <summary>Number of IHUs so far.</summary>
    internal int Answers { get; private set; }

    /// <summary>Who is there; null until it announced its own route.</summary>
    internal RouterId? Node { get; private set; }

    /// <summary>Where the next bytes go; never empty.</summary>
    internal Memory<byte> Free => _buffer.AsMemory(_length);

    /// <summary>Takes the bytes that were put into <see cref="Free"/>; false if they can't be of a node.</summary>
    internal bool Take(int received)
    {
        _length += received;
        var cursor = new FrameCursor(_buffer.AsSpan(0, _length));
        FrameStatus status;
        do
        {
            status = cursor.Read(out Span<byte> frame);
            if (status == FrameStatus.Control) { Handle(frame); }
        }
        while (status is not (FrameStatus.NeedMore or FrameStatus.Fatal));

        _length -= cursor.Consumed;
        _buffer.AsSpan(cursor.Consumed, _length).CopyTo(_buffer);
        return status != FrameStatus.Fatal;
    }

    private void Handle(ReadOnlySpan<byte> body)
    {
        var reader = new TlvReader(body);
        while (reader.TryRead(out TlvType type, out ReadOnlySpan<byte> value))
        {
            if (!ControlTlv.TryRead(type, value, out ControlTlv tlv)) { continue; }

            if (type == TlvType.Ihu) { Answers++; }

            // A node announces its own route with metric 0, and others' with more.
            bool isOwn = type == TlvType.Update
                && tlv.Update.Metric.Value == 0
                && tlv.Update.Subnet == tlv.Update.RouterId.Key.Subnet;
            if (isOwn) { Node = tlv.Update.RouterId; }
        }
    }
}
