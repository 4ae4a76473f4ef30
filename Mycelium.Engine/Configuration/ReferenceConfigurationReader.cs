using System.Globalization;
using Mycelium.Engine.Tunnels;
using Tomlyn.Syntax;

namespace Mycelium.Engine.Configuration;

/// <summary>Takes over what a configuration of the reference implementation says, key by key.</summary>
internal sealed class ReferenceConfigurationReader
{
    private const string NoApi = "This node is managed by cmdlets; it opens no port for that.";

    // Keys that have no counterpart, and what that means.
    private static readonly Dictionary<string, string> WithoutCounterpart = new(StringComparer.Ordinal)
    {
        ["quic_listen_port"] = "QUIC is not supported.",
        ["disable_quic"] = "QUIC is not supported, so it is always off.",
        ["vsock_listen_port"] = "vsock is not supported.",
        ["enable_dns"] = "There is no DNS service.",
        ["api_addr"] = NoApi,
        ["jsonrpc_addr"] = NoApi,
        ["metrics_api_address"] = "There is no metrics server: use Get-MyceliumStatistic.",
        ["firewall_mark"] = "Packets can't be marked for the firewall.",
        ["update_workers"] = "Routing needs no workers here.",
        ["topic_config"] = "There are no rules for topics.",
        ["cdn_cache"] = "There is no CDN service.",
        ["network_name"] = "Private networks are not supported: this node would join the public one.",
        ["network_key_file"] = "Private networks are not supported: this node would join the public one.",
    };

    private readonly List<ConfigurationProblem> _mistakes = [];
    private readonly List<ConfigurationProblem> _notCarriedOver = [];

    /// <summary>What was taken over so far.</summary>
    internal NodeConfiguration Configuration { get; private set; } = NodeConfiguration.Default;

    /// <summary>What the reference would refuse too.</summary>
    internal IReadOnlyList<ConfigurationProblem> Mistakes => _mistakes;

    /// <summary>What has no counterpart here.</summary>
    internal IReadOnlyList<ConfigurationProblem> NotCarriedOver => _notCarriedOver;

    private NodeOptions Options
    {
        get => Configuration.Options;
        set => Configuration = Configuration with { Options = value };
    }

    /// <summary>Notes what is wrong at a place of the text.</summary>
    internal void NoteMistake(SourceSpan span, string message) => _mistakes.Add(At(span, message));

    /// <summary>Reads a document without mistakes of syntax.</summary>
    internal void Read(DocumentSyntax document)
    {
        foreach (KeyValueSyntax pair in document.KeyValues)
        {
            string name = NameOf(pair.Key!);
            if (WithoutCounterpart.TryGetValue(name, out string? reason)) { Skip(pair.Span, $"'{name}': {reason}"); }
            else { ReadKey(name, pair); }
        }

        foreach (TableSyntaxBase table in document.Tables)
        {
            Skip(table.Span, $"'[{table.Name}]': The key is not known, to the reference neither.");
        }
    }

    private static string NameOf(KeySyntax key) => key.ToString().Trim().Trim('"', '\'');

    private static string Shown(SyntaxNode? value) => value?.ToString()?.Trim() is { Length: > 0 } text ? text : "nothing";

    private static ConfigurationProblem At(SourceSpan span, string message) => new(span.Start.Line + 1, span.Start.Column + 1, message);

    private void Skip(SourceSpan span, string message) => _notCarriedOver.Add(At(span, message));

    private void ReadKey(string name, KeyValueSyntax pair)
    {
        switch (name)
        {
            case "peers":
                Options = Options with { Peers = ReadPeers(pair) };
                break;
            case "tcp_listen_port":
                Options = Options with { Listen = Integer(pair, 0) is { } port ? [$"tcp://[::]:{port}"] : Options.Listen };
                break;
            case "peer_discovery_port":
                Options = Options with { DiscoveryPort = Integer(pair, 1) ?? Options.DiscoveryPort };
                break;
            case "disable_peer_discovery":
                Options = Options with { Discovery = Boolean(pair) != true };
                break;
            case "peer_discovery_interfaces":
                Options = Options with { DiscoveryInterfaces = InterfaceNames(pair) };
                break;
            case "no_tun":
                Options = Options with { Tunnel = Boolean(pair) == true ? TunnelMode.None : Options.Tunnel };
                break;
            case "tun_name":
                Options = Options with { InterfaceName = InterfaceNames(pair).FirstOrDefault(Options.InterfaceName) };
                break;
            default:
                Skip(pair.Span, $"'{name}': The key is not known, to the reference neither.");
                break;
        }
    }

    private List<string> InterfaceNames(KeyValueSyntax pair) =>
        [.. Texts(pair).Where(item => Fits(item, NodeOptionsValidator.CheckInterfaceName)).Select(item => item.Text)];

    private List<string> ReadPeers(KeyValueSyntax pair) =>
        [.. Texts(pair).Where(item => Fits(item, static text => NodeOptionsValidator.CheckPeer(text, out _))).Select(item => item.Text)];

    private bool Fits((string Text, SourceSpan Span) item, Func<string, string?> check)
    {
        if (check(item.Text) is not { } problem) { return true; }

        Skip(item.Span, $"'{item.Text}': {problem}");
        return false;
    }

    // One text stands for a list of one.
    private List<(string Text, SourceSpan Span)> Texts(KeyValueSyntax pair)
    {
        IEnumerable<ValueSyntax?> values = pair.Value is ArraySyntax array ? array.Items.Select(item => item.Value) : [pair.Value];
        var texts = new List<(string Text, SourceSpan Span)>();
        foreach (ValueSyntax? value in values)
        {
            if (value is StringValueSyntax { Value: { } text }) { texts.Add((text, value.Span)); }
            else { NoteMistake((value ?? (SyntaxNode)pair).Span, $"'{NameOf(pair.Key!)}' needs texts, not {Shown(value)}."); }
        }

        return texts;
    }

    private int? Integer(KeyValueSyntax pair, int minimum)
    {
        long? number = pair.Value switch
        {
            IntegerValueSyntax value => value.Value,
            StringValueSyntax { Value: { } text }
                when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long parsed) => parsed,
            _ => null,
        };
        if (number >= minimum && number <= ushort.MaxValue) { return (int)number; }

        NoteMistake(pair.Value?.Span ?? pair.Span, $"'{NameOf(pair.Key!)}' needs a port from {minimum} to {ushort.MaxValue}, not {Shown(pair.Value)}.");
        return null;
    }

    private bool? Boolean(KeyValueSyntax pair)
    {
        switch (pair.Value)
        {
            case BooleanValueSyntax value:
                return value.Value;
            case StringValueSyntax { Value: { } text } when bool.TryParse(text, out bool parsed):
                return parsed;
            default:
                NoteMistake(pair.Value?.Span ?? pair.Span, $"'{NameOf(pair.Key!)}' needs true or false, not {Shown(pair.Value)}.");
                return null;
        }
    }
}
