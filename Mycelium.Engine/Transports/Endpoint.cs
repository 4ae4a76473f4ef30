using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Mycelium.Engine.Transports;

/// <summary>Where a peer can be reached, or where this node listens: <c>scheme://host:port</c>.</summary>
/// <remarks>Equality is that of the parsed value. Source: <c>transports.md</c> section 1; host names are our extension.</remarks>
public readonly record struct Endpoint
{
    // RFC 1035 section 3.1: 255 bytes on the wire.
    private const int LongestName = 253;

    private Endpoint(TransportScheme scheme, string host, int port)
    {
        Scheme = scheme;
        Host = host;
        Port = port;
    }

    /// <summary>The underlay.</summary>
    public TransportScheme Scheme { get; }

    /// <summary>An IP address without brackets (with <c>%scope</c> where it has one), a host name, or the name of an in-memory listener.
    /// </summary>
    public string Host { get; }

    /// <summary>1 to 65535; 0 asks a listener for any free port.</summary>
    public int Port { get; }

    /// <summary>The address if <see cref="Host"/> is one, otherwise null.</summary>
    public IPAddress? Address => IPAddress.TryParse(Host, out IPAddress? address) ? address : null;

    /// <summary>Makes a TCP endpoint.</summary>
    public static Endpoint Tcp(IPAddress address, int port)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new Endpoint(TransportScheme.Tcp, address.ToString(), port);
    }

    /// <summary>Makes an in-memory endpoint.</summary>
    public static Endpoint Memory(string name, int port = 1) => new(TransportScheme.Memory, name, port);

    /// <summary>Parses the text form.</summary>
    /// <param name="text">Such as <c>tcp://192.0.2.1:9651</c>, <c>tcp://[2001:db8::1]:9651</c>, <c>tcp://node.example:9651</c>.</param>
    /// <param name="endpoint">The result.</param>
    /// <param name="error">Why the text is refused, as a sentence; null on success.</param>
    public static bool TryParse(string? text, out Endpoint endpoint, out string? error)
    {
        endpoint = default;
        int separator = text?.IndexOf("://", StringComparison.Ordinal) ?? -1;
        if (separator < 0)
        {
            error = "It has no scheme; write it like tcp://192.0.2.1:9651.";
            return false;
        }

        ReadOnlySpan<char> scheme = text.AsSpan(0, separator);
        ReadOnlySpan<char> rest = text.AsSpan(separator + 3);
        if (scheme.Equals("tcp", StringComparison.OrdinalIgnoreCase))
        {
            return TryParseAuthority(TransportScheme.Tcp, rest, out endpoint, out error);
        }

        if (scheme.Equals("memory", StringComparison.OrdinalIgnoreCase))
        {
            return TryParseAuthority(TransportScheme.Memory, rest, out endpoint, out error);
        }

        error = $"The scheme '{scheme}' is not supported; supported are tcp and memory.";
        return false;
    }

    /// <summary>The text that <see cref="TryParse"/> reads back.</summary>
    public override string ToString()
    {
        string scheme = Scheme == TransportScheme.Tcp ? "tcp" : "memory";
        string host = Address?.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{Host}]" : Host;
        return string.Create(CultureInfo.InvariantCulture, $"{scheme}://{host}:{Port}");
    }

    private static bool TryParseAuthority(TransportScheme scheme, ReadOnlySpan<char> text, out Endpoint endpoint, out string? error)
    {
        endpoint = default;
        int colon = text.LastIndexOf(':');

        // The framework takes zero characters behind a number as nothing.
        if (colon <= 0
            || text[(colon + 1)..].ContainsAnyExceptInRange('0', '9')
            || !ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            error = "It has no port from 0 to 65535 after a colon; write it like tcp://192.0.2.1:9651.";
            return false;
        }

        if (!TryParseHost(text[..colon], out string host, out error)) { return false; }

        endpoint = new Endpoint(scheme, host, port);
        return true;
    }

    private static bool TryParseHost(ReadOnlySpan<char> text, out string host, out string? error)
    {
        host = string.Empty;
        if (text[0] == '[') { return TryParseBracketed(text[^1] == ']' ? text[1..^1] : [], out host, out error); }

        if (text.Contains(':'))
        {
            error = "An IPv6 address needs brackets, as in tcp://[2001:db8::1]:9651.";
            return false;
        }

        host = text.ToString();
        bool looksLikeIPv4 = host.All(c => char.IsAsciiDigit(c) || c == '.');
        bool isIPv4 = looksLikeIPv4 && IPAddress.TryParse(host, out IPAddress? v4) && v4.ToString() == host;
        bool isName = !looksLikeIPv4 && host.Length <= LongestName && Uri.CheckHostName(host) == UriHostNameType.Dns;
        error = isIPv4 || isName ? null : $"'{host}' is neither an IP address nor a host name.";
        return error is null;
    }

    private static bool TryParseBracketed(ReadOnlySpan<char> text, out string host, out string? error)
    {
        // The framework skips blanks around a zone, and what else it does not know there or behind a second bracket.
        bool isPlain = !text.ContainsAnyInRange('\0', ' ') && !text.ContainsAny("[]/");
        if (!isPlain || !IPAddress.TryParse(text, out IPAddress? address) || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            host = string.Empty;
            error = "The text in brackets is not an IPv6 address.";
            return false;
        }

        bool hasZone = text.Contains('%');
        host = address.ToString();
        error = hasZone && address.ScopeId == 0 ? $"'{text[(text.IndexOf('%') + 1)..]}' is not a network interface of this machine." : null;
        return error is null;
    }
}
