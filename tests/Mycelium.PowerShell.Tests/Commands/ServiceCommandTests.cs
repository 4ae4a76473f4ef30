using System.Management.Automation;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

/// <summary>What can be seen of services without changing the machine; the host's tests register real ones in a namespace.</summary>
public sealed class ServiceCommandTests : IDisposable
{
    // No machine has a service of this name.
    private const string Name = "mycelium-test-of-nothing";

    private readonly ModuleSession _session = new();

    public ServiceCommandTests()
    {
        Write("node.yaml", "keyFile: node.key\n");
        Write("wrong.yaml", "colour: red\n");
    }

    [Fact]
    public void WhatIf_checks_the_file_and_changes_nothing()
    {
        SessionResult result = _session.Run($"Register-MyceliumService node.yaml -Name {Name} -Start -Force -WhatIf");

        Assert.Empty(result.Errors);
        Assert.Empty(result.Objects);
        Assert.Equal(["InvalidConfiguration"], _session.Run($"Register-MyceliumService wrong.yaml -Name {Name} -WhatIf").ErrorIds);
        Assert.Equal(["ServiceNotFound"], _session.Run($"Get-MyceliumService {Name}").ErrorIds);
        Assert.Equal(["node.yaml", "wrong.yaml"], Directory.GetFiles(_session.Folder).Select(path => Path.GetFileName(path)).Order());
    }

    [Theory]
    [InlineData("Register-MyceliumService none.yaml -WhatIf", "ConfigurationNotFound")]
    [InlineData("Register-MyceliumService node.yaml -Name 'a b' -WhatIf", "ServiceNameInvalid")]
    [InlineData("Register-MyceliumService node.yaml -Name " + Name + " -Program none", "ServiceProgramNotFound")]
    [InlineData("Register-MyceliumService node.yaml -Name " + Name, "ServiceProgramNotFound")]
    [InlineData("Register-MyceliumService node.yaml -Start -Stop -Name " + Name, "InvalidOption")]
    [InlineData("Register-MyceliumService node.yaml -Start -Stop -WhatIf", "InvalidOption")]
    [InlineData("Register-MyceliumService node.yaml -Program /none -WhatIf", "ServiceProgramNotFound")]
    [InlineData("Unregister-MyceliumService " + Name, "ServiceNotFound")]
    [InlineData("Unregister-MyceliumService " + Name + " -WhatIf", "ServiceNotFound")]
    [InlineData("Unregister-MyceliumService ../x", "ServiceNameInvalid")]
    [InlineData("Get-MyceliumService ../x", "ServiceNameInvalid")]
    public void Mistakes_have_errors_of_their_own(string script, string errorId) => Assert.Equal([errorId], _session.Run(script).ErrorIds);

    [SkippableFact]
    public void A_machine_without_a_manager_is_named()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && !Directory.Exists("/run/systemd/system"), "This machine has a service manager.");

        ErrorRecord error = Assert.Single(_session.Run($"Register-MyceliumService node.yaml -Name {Name} -Program /bin/sh -Confirm:$false").Errors);

        Assert.Equal("ServiceManagerMissing,Mycelium.PowerShell.Commands.RegisterMyceliumServiceCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.NotInstalled, error.CategoryInfo.Category);
        Assert.EndsWith(".", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_mistake_of_a_pipeline_is_its_own_and_a_pattern_that_matches_nothing_is_none()
    {
        Assert.Equal(["ServiceNotFound", "ServiceNotFound"], _session.Run($"'{Name}', '{Name}-2' | Unregister-MyceliumService").ErrorIds);
        Assert.Empty(_session.Run($"Get-MyceliumService {Name}*").Objects);
        SessionResult none = _session.Run($"Unregister-MyceliumService {Name}*");
        Assert.Empty(none.Errors);
        Assert.Empty(none.Objects);
    }

    [Fact]
    public void A_file_comes_by_the_pipeline_and_a_key_that_is_not_kept_is_warned_of()
    {
        Write("open.yaml", "listen: []\n");

        SessionResult result = _session.Run($"Test-MyceliumConfiguration open.yaml | Register-MyceliumService -Name {Name} -WhatIf");

        Assert.Empty(result.Errors);
        Assert.Contains("is not kept", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_completed_without_an_error_where_there_are_none() => Assert.Empty(
        _session.Run($"(TabExpansion2 'Get-MyceliumService {Name}').CompletionMatches.Where{{ $_.ResultType -eq 'ParameterValue' }}").Errors);

    public void Dispose() => _session.Dispose();

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_session.Folder, name), text);
}
