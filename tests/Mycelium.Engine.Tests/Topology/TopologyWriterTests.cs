using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Topology;
using Xunit;
using static Mycelium.Engine.Tests.Topology.Known;

namespace Mycelium.Engine.Tests.Topology;

/// <summary>Names, endpoints, errors and titles may hold anything; each text is read again by a small reader of its grammar.</summary>
public sealed partial class TopologyWriterTests
{
    private static readonly string[] Hostile =
    [
        "</script><script>alert(1)</script>", "<!--", "-->", "]]>", "\"]; evil [label=\"", "\\", "\\\"", "\\N", "a\nb", "\r\n}", "{{data}}", "%%{init: {}}%%",
        "&quot;", "&lt;b&gt;", "#quot;", "`x`", "end", "--> x", "|", "<b onclick=x>", "'", "\u2028", "\u202E", "\0", "\uD800", "\uDC00x", "\U0001F344", "é", "//", "/*", "*/",
    ];

    private static readonly Gen<string> Text = Gen.Int[0, Hostile.Length - 1].List[1, 5].Select(parts => string.Concat(parts.Select(part => Hostile[part])));

    [Fact]
    public void Dot_is_what_was_meant()
    {
        string dot = TopologyWriter.Write(Sample(), TopologyFormat.Dot);

        Assert.Equal("""
            // 2026-03-04 05:06:07 UTC: 3 nodes, 2 links
            graph mycelium {
              graph [label="Mycelium network", labelloc=t, overlap=false, splines=true, fontname="sans-serif"];
              node [shape=ellipse, fontname="sans-serif"];
              edge [fontname="sans-serif", fontsize=10];
              n0 [label="alpha\n400:1::1", shape=box, style="rounded,bold"];
              n1 [label="400:2:…\n400:2::1"];
              n2 [label="400:3:…\n400:3::1", style=dashed];
              n0 -- n1 [label="12", style=bold];
              n1 -- n2 [label="metric 40", style=dashed];
            }

            """.ReplaceLineEndings("\n"), dot);
    }

    [Fact]
    public void Mermaid_is_what_was_meant()
    {
        string mermaid = TopologyWriter.Write(Sample(), TopologyFormat.Mermaid);

        Assert.StartsWith("""
            flowchart LR
              %% Mycelium network, 2026-03-04 05:06:07 UTC: 3 nodes, 2 links
              n0["alpha<br/>400:1::1"]:::own
              n1("400:2:…<br/>400:2::1"):::neighbour
              n2("400:3:…<br/>400:3::1"):::remote
              n0 ---|"12"| n1
              n1 -.-|"metric 40"| n2
              classDef own
            """.ReplaceLineEndings("\n"), mermaid, StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_gets_out_of_its_place_in_DOT() => Text.Select(Text, Text).Sample(
        (name, endpoint, title) =>
        {
            string dot = TopologyWriter.Write(With(name, endpoint), TopologyFormat.Dot, title);

            string[] lines = dot.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(9, lines.Length);
            Assert.All(lines, line => Assert.Matches(DotLine(), line));
            string label = DotLabel().Match(lines[5]).Groups[1].Value;
            Assert.StartsWith(TopologyText.Clean(name), Undo(label, @"\\(.)|&amp;", match => match.Value == "&amp;" ? "&" : match.Value == "\\n" ? "\n" : match.Groups[1].Value), StringComparison.Ordinal);
        },
        seed: "000000000001",
        iter: 400);

    [Fact]
    public void No_text_gets_out_of_its_place_in_Mermaid() => Text.Select(Text, Text).Sample(
        (name, endpoint, title) =>
        {
            string mermaid = TopologyWriter.Write(With(name, endpoint), TopologyFormat.Mermaid, title);

            string[] lines = mermaid.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(10, lines.Length);
            Assert.All(lines, line => Assert.Matches(MermaidLine(), line));
            string label = MermaidLabel().Match(lines[2]).Groups[1].Value;
            Assert.Equal(
                TopologyText.Clean(name),
                Undo(label, "#([0-9]+);", match => char.ConvertFromUtf32(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))));
        },
        seed: "000000000001",
        iter: 400);

    [Fact]
    public void No_text_gets_out_of_its_place_in_the_page()
    {
        string plain = Skeleton(TopologyWriter.Write(With("a", "b"), TopologyFormat.Html, "c"));
        Text.Select(Text, Text).Sample(
            (name, endpoint, title) =>
            {
                string page = TopologyWriter.Write(With(name, endpoint), TopologyFormat.Html, "t" + title);

                Assert.Equal(plain, Skeleton(page));
                Match data = DataElement().Match(page);
                Assert.DoesNotContain(data.Groups[1].Value, character => character is '<' or '>' or '&' or '\'' or > '\x7e');
                JsonElement root = JsonDocument.Parse(data.Groups[1].Value).RootElement;
                Assert.Equal(TopologyText.Clean(name), root.GetProperty("nodes")[0].GetProperty("label").GetString());
                Assert.Equal(TopologyText.Clean(endpoint), root.GetProperty("nodes")[1].GetProperty("label").GetString());
                Assert.Equal(TopologyText.Clean("t" + title), root.GetProperty("title").GetString());
                Assert.Equal(TopologyText.Clean("t" + title), WebUtility.HtmlDecode(Title().Match(page).Groups[1].Value));
            },
            seed: "000000000001",
            iter: 400);
    }

    [Fact]
    public void Text_is_cleaned_of_what_is_not_seen_and_cut() => Text.Sample(
        text =>
        {
            string clean = TopologyText.Clean(string.Concat(Enumerable.Repeat(text, 20)));

            Assert.InRange(clean.Length, 0, TopologyText.LongestText + 2);
            Assert.DoesNotContain(clean.EnumerateRunes(), rune => Rune.IsControl(rune) || rune.Value is 0x202E or 0x2028);
            Assert.Equal(clean, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(clean)));
        },
        seed: "000000000001",
        iter: 200);

    [Fact]
    public void The_page_allows_what_is_in_it_and_loads_nothing()
    {
        string page = TopologyWriter.Write(Sample(), TopologyFormat.Html);

        Assert.Matches("content=\"default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'\"", page);
        Assert.DoesNotMatch("""(?i)(src|href|action)\s*=|@import|url\(|fetch\(|XMLHttpRequest|WebSocket|import\(|innerHTML|\beval\b""", page);
        Assert.DoesNotMatch("https?://(?!www.w3.org/)", page);
    }

    [Fact]
    public void A_large_network_is_cut_with_a_note_in_every_format()
    {
        NetworkTopology large = Build(View(1, [Peer(2)], [.. Enumerable.Range(3, 5000).Select(to => Route(to, 2, to))])).Limit(1000);

        Assert.All([TopologyFormat.Dot, TopologyFormat.Mermaid, TopologyFormat.Html], format =>
        {
            string text = TopologyWriter.Write(large, format);
            Assert.Contains("Left out: 4002 nodes, the most distant, and 4002 links.", text, StringComparison.Ordinal);
            Assert.InRange(text.Length, 10_000, 1_000_000);
        });
    }

    [Theory]
    [InlineData("a.dot", TopologyFormat.Dot)]
    [InlineData("a.GV", TopologyFormat.Dot)]
    [InlineData("a.b.mmd", TopologyFormat.Mermaid)]
    [InlineData("a.mermaid", TopologyFormat.Mermaid)]
    [InlineData("/x.dot/a.html", TopologyFormat.Html)]
    [InlineData("a.htm", TopologyFormat.Html)]
    public void The_end_of_a_path_says_the_format(string path, TopologyFormat format) => Assert.Equal(format, TopologyFile.FormatOf(path));

    [Fact]
    public void An_object_is_no_text() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TopologyWriter.Write(Sample(), TopologyFormat.Object));

    private static NetworkTopology Sample() => Build(View(1, [Peer(2, cost: 12)], [Route(2, 2, 12), Route(3, 2, 40)], "alpha"));

    private static NetworkTopology With(string name, string endpoint)
    {
        PeerSnapshot peer = Peer(2, state: PeerState.Dead, isKnown: false) with { Endpoint = endpoint, LastError = name };
        return Build(View(1, [peer], [], name));
    }

    private static string Undo(string text, string pattern, MatchEvaluator undo) => Regex.Replace(text, pattern, undo, RegexOptions.Singleline);

    // What is left of a page without its data and titles.
    private static string Skeleton(string page) => Title().Replace(Heading().Replace(DataElement().Replace(page, string.Empty), string.Empty), string.Empty);

    [GeneratedRegex("""^(//[^\n]*|graph mycelium \{|\}|  \w+( -- \w+)? \[(, )?(\w+=("(\\.|[^"\\])*"|[\w#]+)(, )?)+\];)$""")]
    private static partial Regex DotLine();

    [GeneratedRegex("label=\"((\\\\.|[^\"\\\\])*)\"")]
    private static partial Regex DotLabel();

    [GeneratedRegex("""^(flowchart LR|  %% [\w .:,-]*|  n\d+(\["(<br/>|#\d+;|[\p{L}\p{Nd}\p{M}\p{Cs} :/.…-])*"\]|\("(<br/>|#\d+;|[\p{L}\p{Nd}\p{M}\p{Cs} :/.…-])*"\)):::\w+|  n\d+ (---|-\.-)(\|"[\w #;]*"\|)? n\d+|  classDef [\w-]+ [\w:,# -]+)$""")]
    private static partial Regex MermaidLine();

    [GeneratedRegex("^  n0\\[\"(.*?)(<br/>.*)?\"\\]")]
    private static partial Regex MermaidLabel();

    [GeneratedRegex("""<script type="application/json" id="data">(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex DataElement();

    [GeneratedRegex("<title>(.*?)</title>", RegexOptions.Singleline)]
    private static partial Regex Title();

    [GeneratedRegex("<h1>(.*?)</h1>", RegexOptions.Singleline)]
    private static partial Regex Heading();
}
