using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class PrerequisiteCommandTests : IDisposable
{
    private readonly ModuleSession _session = new();

    [Fact]
    public void Without_a_file_the_node_of_a_start_without_parameters_is_checked() =>
        Assert.Matches("^The key file '.+' (will be made|can be read)", IdentityOf("Test-MyceliumPrerequisite"));

    [Fact]
    public void A_file_without_a_key_has_no_identity_that_is_kept()
    {
        File.WriteAllText(Path.Combine(_session.Folder, "node.yaml"), "name: a");

        Assert.StartsWith("The identity is not kept", IdentityOf("Test-MyceliumPrerequisite node.yaml"), StringComparison.Ordinal);
    }

    public void Dispose() => _session.Dispose();

    private string IdentityOf(string command) => _session.Run($"({command} | Where-Object Name -eq Identity).Message").Single.ToString();
}
