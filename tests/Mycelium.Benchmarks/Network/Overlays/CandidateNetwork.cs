using Mycelium.Network.Tests.Harness;

namespace Mycelium.Benchmarks.Network.Overlays;

/// <summary>Namespaces of one candidate alone, in a line, with a link between each two neighbours.</summary>
internal sealed class CandidateNetwork : IAsyncDisposable
{
    private static readonly string[] Names = ["a", "b", "c"];

    private CandidateNetwork(NetworkLab lab, IReadOnlyList<LabNamespace> places, IReadOnlyList<LabLink> links)
    {
        Lab = lab;
        Places = places;
        Links = links;
    }

    internal NetworkLab Lab { get; }

    internal IReadOnlyList<LabNamespace> Places { get; }

    /// <summary>Link i joins places i and i + 1.</summary>
    internal IReadOnlyList<LabLink> Links { get; }

    /// <summary>Places joined by plain veth pairs.</summary>
    /// <param name="places">2 or 3.</param>
    internal static Task<CandidateNetwork> CreateAsync(int places) =>
        CreateAsync(places, (lab, first, second) => lab.ConnectDirectlyAsync(first, second));

    /// <summary>Two places joined by two veth pairs with a delay between them.</summary>
    /// <param name="delay">In each direction.</param>
    internal static Task<CandidateNetwork> CreateDelayedAsync(TimeSpan delay) =>
        CreateAsync(2, async (lab, first, second) => (await lab.ConnectDelayedAsync(first, second, new FrameImpairment(delay))).Link);

    /// <summary>IPv4 addresses on the links of a place, and those of its neighbours at the other ends.</summary>
    internal (IReadOnlyList<string> Own, IReadOnlyList<string> Neighbours) AddressesOf(int place)
    {
        List<string> own = [];
        List<string> neighbours = [];
        if (place > 0)
        {
            own.Add(Links[place - 1].SecondAddress);
            neighbours.Add(Links[place - 1].FirstAddress);
        }

        if (place < Links.Count)
        {
            own.Add(Links[place].FirstAddress);
            neighbours.Add(Links[place].SecondAddress);
        }

        return (own, neighbours);
    }

    public ValueTask DisposeAsync() => Lab.DisposeAsync();

    private static async Task<CandidateNetwork> CreateAsync(int count, Func<NetworkLab, string, string, Task<LabLink>> connect)
    {
        string[] names = Names[..count];
        NetworkLab lab = await NetworkLab.CreateAsync(names);
        try
        {
            List<LabLink> links = [];
            for (int i = 1; i < count; i++) { links.Add(await connect(lab, names[i - 1], names[i])); }

            return new CandidateNetwork(lab, [.. names.Select(name => lab[name])], links);
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }
}
