using System.Runtime.InteropServices;

namespace Mycelium.Engine.Wire;

/// <summary>One decoded control TLV of any type, without a box: a tag and the overlaid bodies.</summary>
/// <remarks>Reading the body of another type than <see cref="Type"/> yields meaningless values.</remarks>
[StructLayout(LayoutKind.Explicit)]
public readonly struct ControlTlv
{
    private const int BodyOffset = 8;

    [FieldOffset(BodyOffset)]
    private readonly HelloTlv _hello;

    [FieldOffset(BodyOffset)]
    private readonly IhuTlv _ihu;

    [FieldOffset(BodyOffset)]
    private readonly UpdateTlv _update;

    [FieldOffset(BodyOffset)]
    private readonly RouteRequestTlv _routeRequest;

    [FieldOffset(BodyOffset)]
    private readonly SeqnoRequestTlv _seqnoRequest;

    [FieldOffset(0)]
    private readonly TlvType _type;

    private ControlTlv(in HelloTlv body)
    {
        _type = TlvType.Hello;
        _hello = body;
    }

    private ControlTlv(in IhuTlv body)
    {
        _type = TlvType.Ihu;
        _ihu = body;
    }

    private ControlTlv(in UpdateTlv body)
    {
        _type = TlvType.Update;
        _update = body;
    }

    private ControlTlv(in RouteRequestTlv body)
    {
        _type = TlvType.RouteRequest;
        _routeRequest = body;
    }

    private ControlTlv(in SeqnoRequestTlv body)
    {
        _type = TlvType.SeqnoRequest;
        _seqnoRequest = body;
    }

    /// <summary>Which body is held.</summary>
    public TlvType Type => _type;

    /// <summary>The body of a <see cref="TlvType.Hello"/>.</summary>
    public HelloTlv Hello => _hello;

    /// <summary>The body of a <see cref="TlvType.Ihu"/>.</summary>
    public IhuTlv Ihu => _ihu;

    /// <summary>The body of a <see cref="TlvType.Update"/>.</summary>
    public UpdateTlv Update => _update;

    /// <summary>The body of a <see cref="TlvType.RouteRequest"/>.</summary>
    public RouteRequestTlv RouteRequest => _routeRequest;

    /// <summary>The body of a <see cref="TlvType.SeqnoRequest"/>.</summary>
    public SeqnoRequestTlv SeqnoRequest => _seqnoRequest;

    /// <summary>Wraps a Hello.</summary>
    public static ControlTlv From(in HelloTlv body) => new(body);

    /// <summary>Wraps an IHU.</summary>
    public static ControlTlv From(in IhuTlv body) => new(body);

    /// <summary>Wraps an Update.</summary>
    public static ControlTlv From(in UpdateTlv body) => new(body);

    /// <summary>Wraps a Route Request.</summary>
    public static ControlTlv From(in RouteRequestTlv body) => new(body);

    /// <summary>Wraps a Seqno Request.</summary>
    public static ControlTlv From(in SeqnoRequestTlv body) => new(body);

    /// <summary>Reads the body of a TLV.</summary>
    /// <returns>False if the type is unknown or the body malformed: the TLV is to be skipped and counted.</returns>
    public static bool TryRead(TlvType type, ReadOnlySpan<byte> value, out ControlTlv tlv)
    {
        tlv = default;
        switch (type)
        {
            case TlvType.Hello when HelloTlv.TryRead(value, out HelloTlv hello):
                tlv = From(hello);
                return true;
            case TlvType.Ihu when IhuTlv.TryRead(value, out IhuTlv ihu):
                tlv = From(ihu);
                return true;
            case TlvType.Update when UpdateTlv.TryRead(value, out UpdateTlv update):
                tlv = From(update);
                return true;
            case TlvType.RouteRequest when RouteRequestTlv.TryRead(value, out RouteRequestTlv request):
                tlv = From(request);
                return true;
            case TlvType.SeqnoRequest when SeqnoRequestTlv.TryRead(value, out SeqnoRequestTlv request):
                tlv = From(request);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes the body, or nothing if it does not fit.</summary>
    public bool TryWrite(Span<byte> target, out int written)
    {
        switch (Type)
        {
            case TlvType.Hello:
                return _hello.TryWrite(target, out written);
            case TlvType.Ihu:
                return _ihu.TryWrite(target, out written);
            case TlvType.Update:
                return _update.TryWrite(target, out written);
            case TlvType.RouteRequest:
                return _routeRequest.TryWrite(target, out written);
            case TlvType.SeqnoRequest:
                return _seqnoRequest.TryWrite(target, out written);
            default:
                written = 0;
                return false;
        }
    }

    /// <summary>The body in text, for traces and tests.</summary>
    public override string ToString() => Type switch
    {
        TlvType.Hello => _hello.ToString(),
        TlvType.Ihu => _ihu.ToString(),
        TlvType.Update => _update.ToString(),
        TlvType.RouteRequest => _routeRequest.ToString(),
        TlvType.SeqnoRequest => _seqnoRequest.ToString(),
        _ => Type.ToString(),
    };
}
