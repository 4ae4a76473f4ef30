using System.Management.Automation;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class ProgressTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public ProgressTests() => _session.StartPair();

    [Fact]
    public void A_long_wait_shows_its_progress()
    {
        SessionResult result = _session.Run("Wait-MyceliumPeer -Node alpha -Count 9 -Timeout 3 -ErrorAction SilentlyContinue");

        Assert.Contains(
            ("Waiting for 9 peer(s) of node 'alpha'", "1 of 1 known peers are Alive"),
            result.Progress.Select(record => (record.Activity, record.StatusDescription)));
        Assert.Equal(ProgressRecordType.Completed, result.Progress[^1].RecordType);
    }

    public void Dispose() => _session.Dispose();
}
