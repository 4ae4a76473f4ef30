namespace Mycelium.Engine.Deployment;

/// <summary>What the checks ask of the machine; tests answer themselves.</summary>
internal interface ISystemProbe
{
    /// <summary>Whether this is Linux, where TUN interfaces can be made.</summary>
    bool IsLinux { get; }

    /// <summary>Whether the process may administer the network: elevated, or with the capability.</summary>
    bool CanAdministerNetwork { get; }

    /// <summary>Whether the processor has what AES-256-GCM is fast with.</summary>
    bool HasFastEncryption { get; }

    /// <summary>Whether the system has IPv6.</summary>
    bool HasIPv6 { get; }

    /// <summary>Names of the network interfaces.</summary>
    IReadOnlyCollection<string> InterfaceNames { get; }

    /// <summary>Whether a file or device exists.</summary>
    bool Exists(string path);

    /// <summary>Content of a small file; null if it can't be read.</summary>
    string? ReadText(string path);

    /// <summary>Opens and closes a listener.</summary>
    /// <param name="endpoint">Where.</param>
    /// <returns>Why it can't be opened; null if it can.</returns>
    string? TryListen(string endpoint);

    /// <summary>Reads the key file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>What is wrong with it; null if it can be read.</returns>
    string? TryReadKey(string path);
}
