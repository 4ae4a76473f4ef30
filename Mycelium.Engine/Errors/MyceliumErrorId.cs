namespace Mycelium.Engine.Errors;

/// <summary>Every error that the engine reports to its caller. The names are stable: scripts compare them.</summary>
public enum MyceliumErrorId
{
    /// <summary>An endpoint text could not be parsed, or its scheme is not known.</summary>
    InvalidEndpoint,

    /// <summary>An overlay address was expected and something else was given.</summary>
    InvalidAddress,

    /// <summary>A public key text could not be parsed.</summary>
    InvalidPublicKey,

    /// <summary>A node option has a value that can't work.</summary>
    InvalidOption,

    /// <summary>A configuration file has errors; the message lists them with line and column.</summary>
    InvalidConfiguration,

    /// <summary>A configuration file does not exist or can't be read.</summary>
    ConfigurationNotFound,

    /// <summary>A key file does not exist.</summary>
    KeyFileNotFound,

    /// <summary>A key file is not exactly 32 bytes long.</summary>
    KeyFileWrongSize,

    /// <summary>A key file can be read or written by other users.</summary>
    KeyFilePermissions,

    /// <summary>A key file exists already and would be overwritten.</summary>
    KeyFileExists,

    /// <summary>A key file could not be read or written.</summary>
    KeyFileInaccessible,

    /// <summary>No node with that name runs in this process.</summary>
    NodeNotFound,

    /// <summary>No node runs in this process.</summary>
    NoNodeRunning,

    /// <summary>Several nodes run and none was named.</summary>
    NodeAmbiguous,

    /// <summary>A node with that name runs already.</summary>
    NodeNameInUse,

    /// <summary>A node with the same key runs already.</summary>
    IdentityInUse,

    /// <summary>The node was stopped.</summary>
    NodeStopped,

    /// <summary>The node met a broken invariant and stopped.</summary>
    NodeFailed,

    /// <summary>A listener's address or port is taken.</summary>
    ListenAddressInUse,

    /// <summary>A listener could not be opened.</summary>
    ListenFailed,

    /// <summary>The TUN interface name is taken.</summary>
    TunnelNameInUse,

    /// <summary>The process may not create a TUN interface.</summary>
    TunnelPermissionDenied,

    /// <summary>This system has no TUN support that the node can use.</summary>
    TunnelUnavailable,

    /// <summary>The TUN interface could not be set up.</summary>
    TunnelFailed,

    /// <summary>No peer with that endpoint is known.</summary>
    PeerNotFound,

    /// <summary>A peer with that endpoint is known already.</summary>
    PeerExists,

    /// <summary>The peer table is full.</summary>
    PeerLimitReached,

    /// <summary>A wait ended before what was waited for came true.</summary>
    WaitTimedOut,

    /// <summary>The network was asked for a route, and nobody answered for it.</summary>
    RouteNotFound,

    /// <summary>The environment variable that should hold a secret key is not set, or holds none.</summary>
    KeyVariableInvalid,

    /// <summary>No node of the configuration file has the name; or it has several, and none was named.</summary>
    ConfigurationNodeNotFound,

    /// <summary>The configuration file exists already.</summary>
    ConfigurationExists,

    /// <summary>The configuration file could not be written, or is read-only.</summary>
    ConfigurationInaccessible,

    /// <summary>The configuration file can't be changed without harm to the rest of it.</summary>
    ConfigurationNotChanged,

    /// <summary>The node was not started from a configuration file.</summary>
    NoConfigurationFile,

    /// <summary>The file is not a protected identity, or not one of a known version.</summary>
    ProtectedKeyInvalid,

    /// <summary>The identity is protected by a passphrase and none was given.</summary>
    PassphraseRequired,

    /// <summary>The passphrase is wrong, or the protected identity was changed.</summary>
    PassphraseWrong,

    /// <summary>A text can't be the name of a service.</summary>
    ServiceNameInvalid,

    /// <summary>No service with that name is registered.</summary>
    ServiceNotFound,

    /// <summary>A service with that name is registered in another way.</summary>
    ServiceExists,

    /// <summary>The service with that name was not registered by this module.</summary>
    ServiceForeign,

    /// <summary>The process may not manage services.</summary>
    ServicePermissionDenied,

    /// <summary>The system has no service manager that is known, or it does not run.</summary>
    ServiceManagerMissing,

    /// <summary>The system's service manager refused, or did not answer in time.</summary>
    ServiceManagerFailed,

    /// <summary>What a service is to run does not exist, or is no program that can run it.</summary>
    ServiceProgramNotFound,

    /// <summary>What a service is to run or read may be changed by others than root.</summary>
    ServiceFileUnsafe,

    /// <summary>The name of the file does not say in which format the topology is wanted.</summary>
    TopologyFormatUnknown,

    /// <summary>The file for the topology exists already.</summary>
    TopologyFileExists,

    /// <summary>The file for the topology could not be written.</summary>
    TopologyFileInaccessible,
}
