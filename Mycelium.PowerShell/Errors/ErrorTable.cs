using System.Management.Automation;
using Mycelium.Engine.Errors;

namespace Mycelium.PowerShell.Errors;

/// <summary>The one table from the engine's errors to PowerShell's: category, and what to do where the error itself does not say.</summary>
internal static class ErrorTable
{
    private static readonly Dictionary<MyceliumErrorId, (ErrorCategory Category, string RecommendedAction)> Entries = new()
    {
        [MyceliumErrorId.InvalidEndpoint] = (ErrorCategory.InvalidArgument, "Write endpoints like tcp://192.0.2.1:9651."),
        [MyceliumErrorId.InvalidAddress] = (ErrorCategory.InvalidArgument, "Give an overlay address: an IPv6 address in 400::/7."),
        [MyceliumErrorId.InvalidPublicKey] = (ErrorCategory.InvalidArgument, "Give a public key: 64 hexadecimal digits."),
        [MyceliumErrorId.InvalidOption] = (ErrorCategory.InvalidArgument, "Give the option a value that is allowed."),
        [MyceliumErrorId.InvalidConfiguration] = (ErrorCategory.ParserError, "Correct the lines that the message names."),
        [MyceliumErrorId.ConfigurationNotFound] = (ErrorCategory.ObjectNotFound, "Check the path and its permissions."),
        [MyceliumErrorId.KeyFileNotFound] = (ErrorCategory.ObjectNotFound, "Make a key file with New-MyceliumIdentity, or check the path."),
        [MyceliumErrorId.KeyFileWrongSize] = (ErrorCategory.InvalidData, "Check that this is the right file."),
        [MyceliumErrorId.KeyFilePermissions] = (ErrorCategory.SecurityError, "Let only the owner read and write the key file (mode 0600)."),
        [MyceliumErrorId.KeyFileExists] = (ErrorCategory.ResourceExists, "Choose another path, or replace the identity with -Force."),
        [MyceliumErrorId.KeyFileInaccessible] = (ErrorCategory.PermissionDenied, "Check the folder and its permissions."),
        [MyceliumErrorId.NodeNotFound] = (ErrorCategory.ObjectNotFound, "List the nodes with Get-MyceliumNode."),
        [MyceliumErrorId.NoNodeRunning] = (ErrorCategory.ObjectNotFound, "Start a node with Start-MyceliumNode."),
        [MyceliumErrorId.NodeAmbiguous] = (ErrorCategory.InvalidArgument, "Name one of the nodes, or pipe it in."),
        [MyceliumErrorId.NodeNameInUse] = (ErrorCategory.ResourceExists, "Give the node another -Name, or stop the one that has it."),
        [MyceliumErrorId.IdentityInUse] = (ErrorCategory.ResourceExists, "Use another key, or stop the node that has it."),
        [MyceliumErrorId.NodeStopped] = (ErrorCategory.ResourceUnavailable, "Start the node again with Start-MyceliumNode."),
        [MyceliumErrorId.NodeFailed] = (ErrorCategory.ResourceUnavailable, "Read Failure of Get-MyceliumNode, and start the node again."),
        [MyceliumErrorId.ListenAddressInUse] = (ErrorCategory.ResourceBusy, "Choose another port, or 0 for any free one, or -NoListen."),
        [MyceliumErrorId.ListenFailed] = (ErrorCategory.OpenError, "Check that the address belongs to this machine."),
        [MyceliumErrorId.TunnelNameInUse] = (ErrorCategory.ResourceBusy, "Choose another -InterfaceName."),
        [MyceliumErrorId.TunnelPermissionDenied] = (ErrorCategory.PermissionDenied, "Run elevated, or use -Tunnel Userspace."),
        [MyceliumErrorId.TunnelUnavailable] = (ErrorCategory.NotInstalled, "Use -Tunnel Userspace on this system."),
        [MyceliumErrorId.TunnelFailed] = (ErrorCategory.DeviceError, "Read the cause in the message, or use -Tunnel Userspace."),
        [MyceliumErrorId.PeerNotFound] = (ErrorCategory.ObjectNotFound, "List the peers with Get-MyceliumPeer."),
        [MyceliumErrorId.PeerExists] = (ErrorCategory.ResourceExists, "Nothing needs to be done: the peer is dialled already."),
        [MyceliumErrorId.PeerLimitReached] = (ErrorCategory.LimitsExceeded, "Remove peers that are not needed with Remove-MyceliumPeer."),
        [MyceliumErrorId.WaitTimedOut] = (ErrorCategory.OperationTimeout, "Look at Get-MyceliumPeer, or give a longer -Timeout."),
        [MyceliumErrorId.RouteNotFound] = (ErrorCategory.ObjectNotFound, "Check the address, and that both nodes have connected peers."),
        [MyceliumErrorId.KeyVariableInvalid] = (ErrorCategory.InvalidData, "Set the variable to the 64 hexadecimal digits of the key."),
        [MyceliumErrorId.ConfigurationNodeNotFound] = (ErrorCategory.ObjectNotFound, "Name one of the nodes of the file with -Name."),
        [MyceliumErrorId.ConfigurationExists] = (ErrorCategory.ResourceExists, "Choose another path, or replace the file with -Force."),
        [MyceliumErrorId.ConfigurationInaccessible] = (ErrorCategory.PermissionDenied, "Check the file, its folder and their permissions."),
        [MyceliumErrorId.ConfigurationNotChanged] = (ErrorCategory.InvalidOperation, "Change the file by hand."),
        [MyceliumErrorId.NoConfigurationFile] = (ErrorCategory.InvalidOperation, "Start the node with -ConfigurationPath."),
        [MyceliumErrorId.ProtectedKeyInvalid] = (ErrorCategory.InvalidData, "Check that this is the right file."),
        [MyceliumErrorId.PassphraseRequired] = (ErrorCategory.AuthenticationError, "Give the passphrase with -Passphrase."),
        [MyceliumErrorId.PassphraseWrong] = (ErrorCategory.AuthenticationError, "Type the passphrase again."),
        [MyceliumErrorId.ServiceNameInvalid] = (ErrorCategory.InvalidArgument, "Use letters, digits, dots, hyphens and underscores."),
        [MyceliumErrorId.ServiceNotFound] = (ErrorCategory.ObjectNotFound, "List the services with Get-MyceliumService."),
        [MyceliumErrorId.ServiceExists] = (ErrorCategory.ResourceExists, "Choose another -Name, or replace the registration with -Force."),
        [MyceliumErrorId.ServiceForeign] = (ErrorCategory.InvalidOperation, "Choose another -Name; the service is left alone."),
        [MyceliumErrorId.ServicePermissionDenied] = (ErrorCategory.PermissionDenied, "Run as root, on Windows elevated."),
        [MyceliumErrorId.ServiceManagerMissing] = (ErrorCategory.NotInstalled, "Start Mycelium.Host run with the system's own means."),
        [MyceliumErrorId.ServiceManagerFailed] = (ErrorCategory.InvalidResult, "Correct what the message names, and try again."),
        [MyceliumErrorId.ServiceProgramNotFound] = (ErrorCategory.ObjectNotFound, "Give -Program the full path of Mycelium.Host or pwsh."),
        [MyceliumErrorId.ServiceFileUnsafe] = (
            ErrorCategory.SecurityError, "Give the files and their folders to root, take the right to write from group and others, or move them."),
        [MyceliumErrorId.TopologyFormatUnknown] = (ErrorCategory.InvalidArgument, "End the path with .html, .dot or .mmd, or give -Format."),
        [MyceliumErrorId.TopologyFileExists] = (ErrorCategory.ResourceExists, "Choose another path, or replace the file with -Force."),
        [MyceliumErrorId.TopologyFileInaccessible] = (ErrorCategory.PermissionDenied, "Check the folder and its permissions."),
    };

    /// <summary>Makes the record that PowerShell shows.</summary>
    /// <param name="exception">The error.</param>
    /// <param name="target">The user's object that it is about.</param>
    internal static ErrorRecord ToErrorRecord(this MyceliumException exception, object? target)
    {
        (ErrorCategory category, string action) = Entries.TryGetValue(exception.ErrorId, out (ErrorCategory, string) entry)
            ? entry
            : (ErrorCategory.NotSpecified, string.Empty);
        return new ErrorRecord(exception, exception.ErrorId.ToString(), category, target)
        {
            ErrorDetails = new ErrorDetails(exception.Message)
            {
                RecommendedAction = exception.RecommendedAction.Length > 0 ? exception.RecommendedAction : action,
            },
        };
    }
}
