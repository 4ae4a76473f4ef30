using Mycelium.Engine.Configuration;
using Mycelium.Engine.Deployment;
using Mycelium.Engine.Tunnels;
using Xunit;

namespace Mycelium.Engine.Tests.Deployment;

public sealed class PrerequisiteCheckTests
{
    private static readonly NodeOptions Options = new() { KeyPath = "/keys/node.key", Tunnel = TunnelMode.Tun };

    [Fact]
    public void A_machine_that_has_all_passes_all()
    {
        IReadOnlyList<Prerequisite> results = PrerequisiteCheck.Run(Options, new Machine());

        Assert.Equal(
            ["Options", "Identity", "Listener", "Discovery", "Encryption", "TunDevice", "NetworkAdministration", "IPv6", "InterfaceName"],
            results.Select(item => item.Name));
        Assert.All(results, item => Assert.Equal((PrerequisiteResult.Passed, ""), (item.Result, item.Remedy)));
        Assert.All(results, item => Assert.EndsWith(".", item.Message, StringComparison.Ordinal));
    }

    public static TheoryData<string, PrerequisiteResult, PrerequisiteResult> Lacks => new()
    {
        { "Listener", PrerequisiteResult.Failed, PrerequisiteResult.Failed },
        { "Identity", PrerequisiteResult.Failed, PrerequisiteResult.Failed },
        { "Discovery", PrerequisiteResult.Warning, PrerequisiteResult.Warning },
        { "Encryption", PrerequisiteResult.Warning, PrerequisiteResult.Warning },
        { "TunDevice", PrerequisiteResult.Failed, PrerequisiteResult.Warning },
        { "NetworkAdministration", PrerequisiteResult.Failed, PrerequisiteResult.Warning },
        { "IPv6", PrerequisiteResult.Failed, PrerequisiteResult.Warning },
        { "InterfaceName", PrerequisiteResult.Failed, PrerequisiteResult.Warning },
    };

    [Theory]
    [MemberData(nameof(Lacks))]
    public void What_is_missing_is_named_with_a_remedy(string name, PrerequisiteResult withTun, PrerequisiteResult withAuto)
    {
        Prerequisite strict = Check(Options, name);
        Prerequisite lenient = Check(Options with { Tunnel = TunnelMode.Auto }, name);

        Assert.Equal((withTun, withAuto), (strict.Result, lenient.Result));
        Assert.EndsWith(".", strict.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_TUN_nothing_of_it_is_checked() => Assert.DoesNotContain(
        PrerequisiteCheck.Run(Options with { Tunnel = TunnelMode.Userspace }, new Machine("TunDevice")), item => item.Name == "TunDevice");

    [Fact]
    public void On_another_system_there_is_no_TUN() =>
        Assert.Equal(PrerequisiteResult.Failed, Check(Options, "System", "TunDevice").Result);

    [Fact]
    public void An_identity_that_is_not_kept_is_a_warning_and_a_new_file_is_fine()
    {
        Assert.Equal(PrerequisiteResult.Warning, Check(Options with { KeyPath = null }, "", "Identity").Result);
        Assert.Contains("will be made", Check(Options with { KeyPath = "/keys/new.key" }, "", "Identity").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_can_t_work_are_the_first_failure() =>
        Assert.Equal(PrerequisiteResult.Failed, Check(Options with { Mtu = 5 }, "", "Options").Result);

    [Fact]
    public void This_machine_answers_every_question_and_keeps_its_port_free()
    {
        var options = new NodeOptions { Listen = ["tcp://127.0.0.1:0", "tcp://[::]:0"] };

        Assert.All(PrerequisiteCheck.Run(options).Where(item => item.Name == "Listener"), item => Assert.Equal(PrerequisiteResult.Passed, item.Result));
        Assert.Equal(
            PrerequisiteResult.Failed,
            PrerequisiteCheck.Run(new NodeOptions { Listen = ["tcp://203.0.113.1:1"] }).Single(item => item.Name == "Listener").Result);
    }

    private static Prerequisite Check(NodeOptions options, string lacking, string? name = null) =>
        PrerequisiteCheck.Run(options, new Machine(lacking)).Single(item => item.Name == (name ?? lacking));

    private sealed class Machine(string lacking = "") : ISystemProbe
    {
        public bool IsLinux => lacking != "System";

        public bool CanAdministerNetwork => lacking != "NetworkAdministration";

        public bool HasFastEncryption => lacking != "Encryption";

        public bool HasIPv6 => lacking != "Discovery";

        public IReadOnlyCollection<string> InterfaceNames => lacking == "InterfaceName" ? ["lo", "mycelium"] : ["lo"];

        public bool Exists(string path) => path switch
        {
            "/dev/net/tun" => lacking != "TunDevice",
            "/keys/node.key" => true,
            _ => false,
        };

        public string? ReadText(string path) => path.EndsWith("disable_ipv6", StringComparison.Ordinal) && lacking == "IPv6" ? "1\n" : "0\n";

        public string? TryListen(string endpoint) => lacking == "Listener" ? "Address in use" : null;

        public string? TryReadKey(string path) => lacking == "Identity" ? "It is open to others." : null;
    }
}
