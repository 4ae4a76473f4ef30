using System.Diagnostics;
using System.Net;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;
using Mycelium.Network.Tests.Harness;

namespace Mycelium.Network.Tests.Conformance;

/// <summary>Plays the part of the scripted peers of a recording, with the recorded times, and keeps what the node answers.</summary>
internal sealed class Replay : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly LabNamespace _place;
    private readonly IPEndPoint _target;
    private readonly ScenarioCase _case;
    private readonly FrameText _text;
    private readonly Dictionary<string, RawPeer> _peers = [];
    private readonly Dictionary<string, List<byte[]>> _recorded = [];

    internal Replay(Transcript transcript, ScenarioCase expectation, LabNamespace place, IPEndPoint target)
    {
        Transcript = transcript;
        _case = expectation;
        _place = place;
        _target = target;
        _text = new FrameText(transcript.Node, transcript.Identities);
    }

    internal Transcript Transcript { get; }

    internal RawPeer this[string peer] => _peers[peer];

    internal IEnumerable<string> PeerNames => _peers.Keys;

    /// <summary>Whether the node closed a connection that it was not expected to, or the other way round.</summary>
    internal bool IsClosedAsExpected(string peer)
    {
        bool recorded = Transcript.Entries.Any(entry => entry.Peer == peer && entry.What == "closed");
        return _peers[peer].IsClosed == (_case.IsClosed ?? recorded);
    }

    /// <summary>What the reference sent to a peer, in order, without Hellos.</summary>
    internal IReadOnlyList<string> Recorded(string peer, bool isControl) => Describe(_recorded[peer], isControl);

    /// <summary>What the node under test sent to a peer, in order, without Hellos.</summary>
    internal IReadOnlyList<string> Received(string peer, bool isControl) =>
        Describe(_peers[peer].Frames.Select(frame => frame.Bytes), isControl);

    /// <summary>Plays all of it. Returns when what was recorded has arrived, or the node has been quiet for a while.</summary>
    internal async Task RunAsync()
    {
        TimeSpan previous = default;
        foreach (TranscriptEntry entry in Transcript.Entries)
        {
            var clock = Stopwatch.StartNew();
            switch (entry.What)
            {
                case "open":
                    _peers.Add(entry.Peer, RawPeer.Connect(entry.Peer, _place, _target, !_case.HasRegularTiming));
                    _recorded.Add(entry.Peer, []);
                    break;
                case "received":
                    _recorded[entry.Peer].Add(entry.Bytes);
                    break;
                case "sent":
                    await SettleAsync();
                    TimeSpan rest = entry.Time - previous - clock.Elapsed;
                    if (rest > TimeSpan.Zero) { await Task.Delay(rest); }

                    await _peers[entry.Peer].SendAsync(Patch(entry.Bytes));
                    break;
            }

            previous = entry.Time;
        }

        await SettleAsync(isEnd: true);
    }

    /// <summary>Waits until as much has come as was recorded up to here, or nothing has come for a while.</summary>
    /// <param name="isEnd">Whether to wait for the quiet in any case: what comes too much is to be seen.</param>
    internal async Task SettleAsync(bool isEnd = false)
    {
        var quiet = Stopwatch.StartNew();
        int count = Count();
        while (quiet.Elapsed < Patience && (isEnd || !_peers.All(HasAll)))
        {
            await Task.Delay(10);
            if (Count() == count) { continue; }

            count = Count();
            quiet.Restart();
        }

        KillDyingPeer();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RawPeer peer in _peers.Values) { await peer.DisposeAsync(); }
    }

    private void KillDyingPeer()
    {
        if (_case.DyingPeer is { } name
            && _peers.TryGetValue(name, out RawPeer? peer)
            && peer.Frames.Any(frame => !FrameText.IsControl(frame.Bytes)))
        {
            peer.Close();
        }
    }

    /// <summary>What a peer received and when, for messages.</summary>
    internal string Timeline(string peer) => string.Join(
        Environment.NewLine, _peers[peer].Frames.Select(frame => $"{frame.Time.TotalMilliseconds,8:0} {_text.Describe(frame.Bytes)}"));

    private int Count() => _peers.Values.Sum(peer => peer.Frames.Count);

    // At least the greeting, which shows that the connection is taken in.
    private bool HasAll(KeyValuePair<string, RawPeer> peer)
    {
        int wanted = _recorded[peer.Key].Count(frame => !FrameText.IsHello(frame));
        return peer.Value.Frames.Count(frame => !FrameText.IsHello(frame.Bytes)) >= Math.Max(1, wanted);
    }

    private List<string> Describe(IEnumerable<byte[]> frames, bool isControl) =>
        [.. frames.Where(frame => FrameText.IsControl(frame) == isControl && !FrameText.IsHello(frame)).Select(_text.Describe)];

    // The router id of the node is random at each start: requests for its own route name the present one.
    private byte[] Patch(byte[] frame)
    {
        if (!FrameText.TryReadControl(frame, out ControlTlv tlv)
            || tlv.Type != TlvType.SeqnoRequest
            || tlv.SeqnoRequest.RouterId.Key != Transcript.Node.PublicKey)
        {
            return frame;
        }

        return FrameText.Write(ControlTlv.From(tlv.SeqnoRequest with { RouterId = NodeRouterId() }));
    }

    private RouterId NodeRouterId()
    {
        foreach (RawFrame frame in _peers.Values.SelectMany(peer => peer.Frames))
        {
            if (FrameText.TryReadControl(frame.Bytes, out ControlTlv tlv)
                && tlv.Type == TlvType.Update
                && tlv.Update.Subnet == Transcript.Node.Subnet
                && !tlv.Update.Metric.IsInfinite)
            {
                return tlv.Update.RouterId;
            }
        }

        throw new InvalidOperationException("The node has not announced itself.");
    }
}
