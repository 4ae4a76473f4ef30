using System.Net.Sockets;
using System.Text;
using Mycelium.Engine.Deployment;
using Xunit;

namespace Mycelium.Engine.Tests.Deployment;

public sealed class ServiceNotifierTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_state_arrives_as_one_datagram(bool isAbstract)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux has systemd.");
        string path = Path.Combine(_folder.Path, "notify");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(isAbstract ? "\0" + path : path));

        ServiceNotifier.Send(ServiceNotifier.Ready, isAbstract ? "@" + path : path);

        byte[] buffer = new byte[100];
        Assert.Equal("READY=1", Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("relative")]
    [InlineData("/none/such")]
    public void Where_nobody_listens_nothing_happens(string? path) =>
        Assert.Null(Record.Exception(() => ServiceNotifier.Send(ServiceNotifier.Stopping, path)));

    public void Dispose() => _folder.Dispose();
}
