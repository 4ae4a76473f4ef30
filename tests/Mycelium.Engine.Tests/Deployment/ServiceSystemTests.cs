using Mycelium.Engine.Deployment;
using Xunit;

namespace Mycelium.Engine.Tests.Deployment;

public sealed class ServiceSystemTests
{
    [Theory]
    [InlineData("out", "one\r\ntwo\n", "one two")]
    [InlineData("out", "", "out")]
    [InlineData("", " ", "It ended with exit code 3.")]
    public void The_reason_of_a_failure_is_one_line(string output, string error, string reason) =>
        Assert.Equal(reason, new CommandOutcome(3, output, error).Reason);

    [Fact]
    public void The_manager_is_that_of_this_system() => Assert.Equal(
        OperatingSystem.IsWindows() ? ServiceManagerKind.WindowsService
            : OperatingSystem.IsMacOS() ? ServiceManagerKind.Launchd
            : ServiceManagerKind.Systemd,
        ServiceManager.ForThisSystem().Kind);

    [Fact]
    public void What_is_not_there_is_empty()
    {
        var system = new ServiceSystem();

        Assert.Null(system.Read("/none/such"));
        Assert.Empty(system.Files("/none", "*"));
        Assert.False(system.FileExists("/none/such"));
    }
}
