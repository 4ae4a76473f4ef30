using Mycelium.Simulation.Browsing;
using Xunit;

namespace Mycelium.Simulation.Tests;

/// <summary>One browser for all tests of a class; each opens pages of its own.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    /// <summary>The browser; null if there is none on this machine.</summary>
    internal Browser? Browser { get; private set; }

    public async Task InitializeAsync()
    {
        if (Browser.Program is not null) { Browser = await Browser.StartAsync(); }
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null) { await Browser.DisposeAsync(); }
    }
}
