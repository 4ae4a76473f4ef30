using System.Collections;
using System.Management.Automation;
using System.Reflection;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Errors;

public sealed class ErrorTableTests : IDisposable
{
    private readonly ModuleSession _session = new();

    // Scripts compare these: a name may be added, never changed or taken away.
    [Fact]
    public void The_error_ids_are_stable() => Assert.Equal(
        [
            "InvalidEndpoint", "InvalidAddress", "InvalidPublicKey", "InvalidOption", "InvalidConfiguration",
            "ConfigurationNotFound", "KeyFileNotFound", "KeyFileWrongSize", "KeyFilePermissions", "KeyFileExists",
            "KeyFileInaccessible", "NodeNotFound", "NoNodeRunning", "NodeAmbiguous", "NodeNameInUse", "IdentityInUse",
            "NodeStopped", "NodeFailed", "ListenAddressInUse", "ListenFailed", "TunnelNameInUse",
            "TunnelPermissionDenied", "TunnelUnavailable", "TunnelFailed", "PeerNotFound", "PeerExists",
            "PeerLimitReached", "WaitTimedOut", "RouteNotFound", "KeyVariableInvalid", "ConfigurationNodeNotFound",
            "ConfigurationExists", "ConfigurationInaccessible", "ConfigurationNotChanged", "NoConfigurationFile",
            "ProtectedKeyInvalid", "PassphraseRequired", "PassphraseWrong",
            "ServiceNameInvalid", "ServiceNotFound", "ServiceExists", "ServiceForeign", "ServicePermissionDenied",
            "ServiceManagerMissing", "ServiceManagerFailed", "ServiceProgramNotFound", "ServiceFileUnsafe",
            "TopologyFormatUnknown", "TopologyFileExists", "TopologyFileInaccessible",
        ],
        _session.Run("[Enum]::GetNames([Mycelium.Engine.Errors.MyceliumErrorId])").Texts);

    [Fact]
    public void Every_error_id_has_a_category_and_says_what_to_do()
    {
        Assembly module = ((Type)_session.Run("(Get-Command Get-MyceliumNode).ImplementingType").Single.BaseObject).Assembly;
        Type table = module.GetType("Mycelium.PowerShell.Errors.ErrorTable", throwOnError: true)!;
        MethodInfo convert = table.GetMethod("ToErrorRecord", BindingFlags.NonPublic | BindingFlags.Static)!;
        IEnumerable exceptions = _session.Run("""
            foreach ($id in [Enum]::GetValues([Mycelium.Engine.Errors.MyceliumErrorId])) {
                [Mycelium.Engine.Errors.MyceliumException]::new($id, 'what happened', '', $null)
            }
            """).Objects.Select(item => item.BaseObject);

        foreach (object exception in exceptions)
        {
            var record = (ErrorRecord)convert.Invoke(null, [exception, "target"])!;

            Assert.NotEqual(ErrorCategory.NotSpecified, record.CategoryInfo.Category);
            Assert.EndsWith(".", record.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
            Assert.Equal("what happened", record.ErrorDetails.Message);
            Assert.Equal("target", record.TargetObject);
        }
    }

    [Fact]
    public void The_advice_of_the_error_itself_has_precedence()
    {
        ErrorRecord record = Assert.Single(_session.Run("Get-MyceliumIdentity missing.key").Errors);

        Assert.Equal("KeyFileNotFound,Mycelium.PowerShell.Commands.GetMyceliumIdentityCommand", record.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.ObjectNotFound, record.CategoryInfo.Category);
        Assert.Equal("missing.key", record.TargetObject);
        Assert.Equal("Make one with New-MyceliumIdentity, or check the path.", record.ErrorDetails.RecommendedAction);
        Assert.IsNotType<TargetInvocationException>(record.Exception);
    }

    public void Dispose() => _session.Dispose();
}
