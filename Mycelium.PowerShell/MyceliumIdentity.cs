using System.Net;
using Mycelium.Engine.Identity;

namespace Mycelium.PowerShell;

/// <summary>The public part of an identity. The secret key stays in its file.</summary>
/// <param name="Address">Overlay address.</param>
/// <param name="Subnet">The /64 that a node with this identity announces.</param>
/// <param name="PublicKey">64 hexadecimal digits.</param>
/// <param name="Path">Full path of the key file.</param>
public sealed record MyceliumIdentity(IPAddress Address, string Subnet, string PublicKey, string Path)
{
    /// <summary>Takes the public part.</summary>
    internal static MyceliumIdentity Of(NodeIdentity identity, string path) =>
        new(identity.Address.ToIPAddress(), identity.Subnet.ToString(), identity.PublicKey.ToString(), path);

    /// <summary>The address.</summary>
    public override string ToString() => Address.ToString();
}
