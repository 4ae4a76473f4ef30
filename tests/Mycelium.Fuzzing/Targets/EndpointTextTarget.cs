using System.Text;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Transports;

namespace Mycelium.Fuzzing.Targets;

/// <summary>Endpoints as users write them. Input: UTF-8 text.</summary>
internal sealed class EndpointTextTarget : IFuzzTarget
{
    public string Name => "endpoint-text";

    public int MaximumLength => 512;

    public IEnumerable<byte[]> Seeds() => VectorSeeds.Texts(
        "tcp://192.0.2.1:9651", "tcp://[2001:db8::1]:9651", "tcp://node.example:9651", "TCP://[fe80::1%3]:0", "memory://a:1",
        "tcp://[::ffff:192.0.2.1]:65535",
        "tcp://0x7f.1:9651", "tcp://[[::1]]:1", "tcp://[::1]:80:1", "tcp://a_b:9651", "quic://[::]:9651", "tcp://[::1/64]:1",
        "tcp://xn--bcher-kva.example:9651", "://:");

    public IEnumerable<byte[]> Tokens() => VectorSeeds.Texts(
        "tcp://", "memory://", "[", "]", "::", ":", "%", "%eth0", "/", "0x", "ffff", ".", "65536", "-1", "\0", "\u00e9", "\ud83d\ude00");

    public void Run(ReadOnlySpan<byte> input)
    {
        string text = Encoding.UTF8.GetString(input);
        bool isRead = Endpoint.TryParse(text, out Endpoint endpoint, out string? error);
        Property.Require(isRead == error is null && error is not "", $"'{text}': {isRead}, '{error}'.");
        Property.Require(isRead == (endpoint != default), $"'{text}' is refused with {endpoint.Host}.");
        string? peer = NodeOptionsValidator.CheckPeer(text, out _);
        string? listener = NodeOptionsValidator.CheckListener(text, out _);
        if (!isRead)
        {
            Property.Require(peer is not null && listener is not null, $"'{text}' is refused here and accepted there.");
            return;
        }

        Property.Require(endpoint.Port is >= 0 and <= ushort.MaxValue && endpoint.Host.Length > 0, $"'{text}' is read as {endpoint}.");
        Property.Require(!text.Any(char.IsControl), $"'{text}' is read as {endpoint}.");
        Property.Require(endpoint.Host.All(c => c > ' ' && c is not ('[' or ']' or '/')), $"'{text}' has the host '{endpoint.Host}'.");
        bool isRepeated = Endpoint.TryParse(endpoint.ToString(), out Endpoint again, out _);
        Property.Require(isRepeated && again == endpoint, $"'{text}' is read as {endpoint}, and that as {again.Host}.");
        Property.Require(
            endpoint.Address is null || endpoint.Address.ToString() == endpoint.Host,
            $"'{endpoint.Host}' is also {endpoint.Address}.");
        Property.Require(peer is null == (endpoint.Port != 0), $"'{text}' as a peer: {peer}");
    }
}
